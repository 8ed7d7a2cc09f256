import { configPath } from "./configPath.ts";
import type { ConfigPath } from "./configPath.ts";

/** How a value is set. A command without a value asks for it, or reads it from standard input. */
export interface SetOptions {
  readonly secret?: boolean;
  readonly value?: string;
  /** Keeps Pulumi from making a number or a boolean of the value. */
  readonly asText?: boolean;
}

/** Names that Pulumi suspects of a secret: with `--type` it then rejects what looks like a password. */
const SUSPECTED = /pass|pwd|secret|token/i;

/** Returns the command that sets a value, as it is to be typed into a shell. */
export function setCommand(path: ConfigPath, { secret = false, value, asText = false }: SetOptions = {}): string {
  const text = asText ? [textFlag(path, value)] : [];
  const flags = [...(secret ? ["--secret"] : []), ...(path.length > 1 ? ["--path"] : []), ...text];
  const words = [keyWord(path), ...(value === undefined ? [] : [shellWord(value)])];
  // Without the dashes, a value that begins with one would be a flag.
  return ["pulumi config set", ...flags, ...(value?.startsWith("-") ? ["--"] : []), ...words].join(" ");
}

/** Returns the command that takes a key, or a value in it, out of the config. */
export const removeCommand = (path: ConfigPath): string =>
  ["pulumi config rm", ...(path.length > 1 ? ["--path"] : []), keyWord(path)].join(" ");

/** Returns whether a command can set a text that looks like a number, or one that is not known: it may be rejected. */
export const canSetAsText = (path: ConfigPath, value?: string): boolean =>
  !isSuspected(path) || (value !== undefined && !isCoerced(value));

/** `--plaintext` accepts every value, excludes `--type`, and is enough for a text that Pulumi leaves as it is. */
const textFlag = (path: ConfigPath, value?: string): string =>
  isSuspected(path) && value !== undefined && !isCoerced(value) ? "--plaintext" : "--type string";

const isSuspected = (path: ConfigPath): boolean => SUSPECTED.test(configPath(path));

/** Whether Pulumi makes a number or a boolean of a text that is set by its path. */
const isCoerced = (value: string): boolean => /^([1-9]\d*|0|[-+]\d+|true|false)$/.test(value);

/** A path has brackets and quotes, which a shell would read. A key that is no path is given with its project if it is odd. */
function keyWord(path: ConfigPath): string {
  if (path.length > 1) return `'${configPath(path).replaceAll("'", String.raw`'\''`)}'`;
  return shellWord(String(path[0] ?? ""));
}

/** Quotes a text for a POSIX shell, if the shell would read more into it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
