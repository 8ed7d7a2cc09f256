import { canSetAsText, removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import type { StoredValue } from "./storedValue.ts";

/** A value or a key that Pulumi changed. */
export interface ChangedValue {
  readonly path: ConfigPath;
  /** The original text; undefined if it may have had more digits. */
  readonly written?: string;
  readonly becomes: string;
  /** Whether a command has already rewritten the file, so that `written` is derived from `becomes`. */
  readonly isRewritten?: true;
  /** The original key and its value, if the key changed. */
  readonly changedKey?: { readonly written: string; readonly value: StoredValue };
}

/**
 * Returns the problem of a changed value, and its fix.
 *
 * @param redact whether the value may be secret and must not be printed
 * @param fileName the stack file, for problems that no command can fix
 */
export function changedValueProblem(
  { path, written, becomes, changedKey, isRewritten }: ChangedValue,
  redact: boolean,
  fileName: string,
): ConfigProblem {
  const key = configPath(path);
  if (changedKey !== undefined) {
    const rule = `must have a quoted key: without quotes, ${changedKey.written} becomes ${becomes}`;
    return { key, rule, fix: fixKey(path, changedKey, redact, fileName) };
  }
  if (redact) {
    const rule = "must be quoted: without quotes, its value changes";
    const secret = path[0] === "secrets";
    return { key, rule, fix: setCommand(path, { secret, asText: !secret && path.length > 1 }) };
  }
  if (written === undefined) {
    const rule = `must be quoted: Pulumi may have rounded the unquoted number to ${becomes}`;
    const byHand = `write the original number in quotes in ${fileName}`;
    return { key, rule, fix: canSetAsText(path) ? setCommand(path, { asText: true }) : { byHand } };
  }
  const fix = fixValue(path, written, fileName);
  if (isRewritten) {
    const rule = `must be quoted: Pulumi converted the unquoted date to ${becomes}`;
    return { key, rule, fix };
  }
  return { key, rule: `must be quoted: without quotes, it becomes ${becomes}`, given: written, fix };
}

function fixValue(path: ConfigPath, value: string, fileName: string): Fix {
  if (path.length === 1) return setCommand(path, { value });
  if (isExpressible(path) && canSetAsText(path, value)) return setCommand(path, { value, asText: true });
  return { byHand: `put quotes around ${value} in ${fileName}` };
}

/** Returns the commands that move a string to the original key, or an edit for other values and secrets. */
function fixKey(
  path: ConfigPath,
  { written, value }: { readonly written: string; readonly value: StoredValue },
  redact: boolean,
  fileName: string,
): Fix {
  const moved = [...path.slice(0, -1), written];
  if (!redact && isText(value) && isExpressible(path) && canSetAsText(moved, value.text)) {
    return [removeCommand(path), setCommand(moved, { value: value.text, asText: true })];
  }
  return { byHand: `put quotes around the key ${written} in ${fileName}` };
}

const isText = (value: StoredValue): value is Extract<StoredValue, { text: string }> =>
  value.kind === "text" || (value.kind === "plain" && value.resolved.kind === "string");
