import { functionName, MAX_FUNCTION_NAME_LENGTH } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { problemInApp } from "./declaredApp.ts";

/** The names of files and folders in `app/` that are not functions, and the function that the stack adds. */
const RESERVED_NAMES = ["sections", "functions", "runtime", "recycler"];

const isReserved = (name: string): boolean => RESERVED_NAMES.includes(name.toLowerCase());

/** Returns whether a function can have the name. */
export const isFunctionName = (name: string): boolean => /^[a-z][A-Za-z0-9]*$/.test(name) && !isReserved(name);

/** Returns the problems of the names in `app/functions.ts`. */
export const functionNameProblems = (names: readonly string[]): ConfigProblem[] =>
  names.flatMap((name, index) => {
    const problem = (rule: string, edit = "rename the function and its file") => [
      problemInApp("functions.ts", name, rule, edit),
    ];
    if (isReserved(name)) return problem(`must have another name: ${RESERVED_NAMES.join(", ")} are reserved`);
    if (!isFunctionName(name))
      return problem("must have a name of letters and digits that starts with a lowercase letter");
    const other = names.slice(0, index).find((one) => one.toLowerCase() === name.toLowerCase());
    if (other === undefined) return [];
    const rule = `must differ from ${other} in more than upper and lower case, which some file systems ignore`;
    return problem(rule, "rename one of the two functions and its file");
  });

/** Returns the functions whose names AWS would reject. `appName` has its own rule, which leaves room for a name. */
export const nameLengthProblems = (names: readonly string[], application: Application): ConfigProblem[] =>
  isNamePrefix(application)
    ? names
        .filter((name) => functionName(application, name).length > MAX_FUNCTION_NAME_LENGTH)
        .map((name) => {
          const fullName = functionName(application, name);
          const rule =
            `must have a shorter name: the function name ${fullName} has ${fullName.length} characters, and at most ` +
            `${MAX_FUNCTION_NAME_LENGTH} are possible`;
          return problemInApp(
            "functions.ts",
            name,
            rule,
            "rename the function and its file, or set a shorter `appName`",
          );
        })
    : [];

/** Returns whether at least a function name of one letter is possible. */
export const isNamePrefix = (application: Application): boolean =>
  functionName(application, "f").length <= MAX_FUNCTION_NAME_LENGTH;
