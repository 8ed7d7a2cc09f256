export const LINE_HEIGHT_PX = 16.2;
/** The distance from the center of a service to the end of an arrow. It is larger than the radius of the dot. */
export const ARROW_INSET_PX = 20;
