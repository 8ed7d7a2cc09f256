import { configPath } from "./configPath.ts";
import type { ConfigPath } from "./configPath.ts";

/** Options of a `set` command. Without a value, the command prompts for it or reads it from standard input. */
export interface SetOptions {
  readonly secret?: boolean;
  readonly value?: string;
  /** Stores the value as text, even if it looks like a number or a boolean. */
  readonly asText?: boolean;
  /** Stores the value as a number. Otherwise a number with a fraction is stored as text. */
  readonly asNumber?: boolean;
}

/** Names that Pulumi treats as secret: with `--type`, it then rejects values that look like a password. */
const SECRET_NAME = /pass|pwd|secret|token/i;

/** Returns the shell command that sets a value. */
export function setCommand(
  path: ConfigPath,
  { secret = false, value, asText = false, asNumber = false }: SetOptions = {},
): string {
  const text = asText ? [textFlag(path, value)] : asNumber && !isCoerced(value ?? "") ? ["--type float"] : [];
  const flags = [...(secret ? ["--secret"] : []), ...(path.length > 1 ? ["--path"] : []), ...text];
  const words = [keyWord(path), ...(value === undefined ? [] : [shellWord(value)])];
  // Without the dashes, a value that starts with one would be a flag.
  return ["pulumi config set", ...flags, ...(value?.startsWith("-") ? ["--"] : []), ...words].join(" ");
}

/** Returns the shell command that removes a key, or a value in it. */
export const removeCommand = (path: ConfigPath): string =>
  ["pulumi config rm", ...(path.length > 1 ? ["--path"] : []), keyWord(path)].join(" ");

/** Returns whether a command can set a value as text. Without a value, it must be able to set any text. */
export const canSetAsText = (path: ConfigPath, value?: string): boolean =>
  !hasSecretName(path) || (value !== undefined && !isCoerced(value));

/** Returns `--plaintext` if `--type` may be rejected. They exclude each other, and a text that Pulumi keeps needs no type. */
const textFlag = (path: ConfigPath, value?: string): string =>
  hasSecretName(path) && value !== undefined && !isCoerced(value) ? "--plaintext" : "--type string";

const hasSecretName = (path: ConfigPath): boolean => SECRET_NAME.test(configPath(path));

/** Returns whether Pulumi turns a text that is set by its path into a number or a boolean. */
const isCoerced = (value: string): boolean => /^([1-9]\d*|0|[-+]\d+|true|false)$/.test(value);

/** Quotes a path, since its brackets and quotes mean something to a shell. */
function keyWord(path: ConfigPath): string {
  if (path.length > 1) return `'${configPath(path).replaceAll("'", String.raw`'\''`)}'`;
  return shellWord(String(path[0] ?? ""));
}

/** Quotes a text for a POSIX shell if it has special characters. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
