/**
 * The most parameters that one GetParametersByPath call gives.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export const PARAMETERS_PER_PAGE = 10;

/** How many calls it takes to read so many parameters, as long as no page is short. */
export const parameterPages = (parameters: number): number => Math.max(1, Math.ceil(parameters / PARAMETERS_PER_PAGE));
