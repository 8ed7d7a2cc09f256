import { canSetAsText, removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import type { StoredValue } from "./storedValue.ts";

/** A value, or a key, that is not what was written. */
export interface ChangedValue {
  readonly path: ConfigPath;
  /** The text of the file, or of the number; left out if it had more digits once. */
  readonly written?: string;
  readonly becomes: string;
  /** Whether a command has already rewritten the file, so that `written` is what it must have been. */
  readonly isRewritten?: true;
  /** The key's own text and what is under it, if it is the key that changes. */
  readonly changedKey?: { readonly written: string; readonly value: StoredValue };
}

/**
 * Returns the problem of a changed value, with what sets it right.
 *
 * @param quiet whether the value may be secret, and must not be shown
 * @param fileName the stack file, for what only an editor can fix
 */
export function changedValueProblem(
  { path, written, becomes, changedKey, isRewritten }: ChangedValue,
  quiet: boolean,
  fileName: string,
): ConfigProblem {
  const key = configPath(path);
  if (changedKey !== undefined) {
    const rule = `has a key that is written without quotes as ${changedKey.written}, which becomes ${becomes}`;
    return { key, rule, fix: fixOfKey(path, changedKey, quiet, fileName) };
  }
  if (quiet) {
    const rule = "must keep its value, and would change without quotes: give it as text";
    const secret = path[0] === "secrets";
    return { key, rule, fix: setCommand(path, { secret, asText: !secret && path.length > 1 }) };
  }
  if (written === undefined) {
    const rule = `must keep its value, and ${becomes} is a number with more digits than are kept: give it as text`;
    const byHand = `give the whole number in quotes in ${fileName}`;
    return { key, rule, fix: canSetAsText(path) ? setCommand(path, { asText: true }) : { byHand } };
  }
  const fix = fixOfValue(path, written, fileName);
  if (isRewritten) {
    const rule = `must keep its value, and ${becomes} is what Pulumi has made of a date without quotes`;
    return { key, rule, fix };
  }
  return { key, rule: `must keep its value, and without quotes becomes ${becomes}`, given: written, fix };
}

function fixOfValue(path: ConfigPath, value: string, fileName: string): Fix {
  if (path.length === 1) return setCommand(path, { value });
  if (isExpressible(path) && canSetAsText(path, value)) return setCommand(path, { value, asText: true });
  return { byHand: `put quotes around ${value} in ${fileName}` };
}

/** A text moves to the key's own name by command. What else is under the key stays in the file, and so does a secret. */
function fixOfKey(
  path: ConfigPath,
  { written, value }: { readonly written: string; readonly value: StoredValue },
  quiet: boolean,
  fileName: string,
): Fix {
  const moved = [...path.slice(0, -1), written];
  if (!quiet && isText(value) && isExpressible(path) && canSetAsText(moved, value.text)) {
    return [removeCommand(path), setCommand(moved, { value: value.text, asText: true })];
  }
  return { byHand: `put quotes around the key ${written} in ${fileName}` };
}

const isText = (value: StoredValue): value is Extract<StoredValue, { text: string }> =>
  value.kind === "text" || (value.kind === "plain" && value.resolved.kind === "string");
