/** The environment variable of the function that says when its execution environments were last renewed: an ISO time. */
export const RECYCLED_AT = "RECYCLED_AT";
