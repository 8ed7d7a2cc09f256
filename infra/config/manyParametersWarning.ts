import { PARAMETERS_PER_PAGE, parameterPages } from "./parameterPages.ts";

/** A function that needs more pages than this for a load is worth a word. */
const FEW_PAGES = 2;

/** What is to be said where a load takes many calls; undefined where it does not. */
export function manyParametersWarning(parameters: number): string | undefined {
  const pages = parameterPages(parameters);
  if (pages <= FEW_PAGES) return undefined;
  return (
    `There are ${parameters} parameters and secrets: each load takes ${pages} GetParametersByPath calls, of ` +
    `${PARAMETERS_PER_PAGE} parameters each, one after the other, and Parameter Store answers only so many a second. ` +
    "Put values that belong together into one section, so that at most " +
    `${FEW_PAGES * PARAMETERS_PER_PAGE} are left: \`pulumi config set --path 'parameters.<section>.<key>' <value>\`.`
  );
}
