import { isExactNumber } from "../../../app/runtime/configuration/exactNumber.ts";
import { configPath } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import {
  ReceivedNumber,
  isReceivedMap,
  isReceivedList,
  membersOf,
  parseReceivedValue,
} from "../problems/receivedValue.ts";
import type { ReceivedValue } from "../problems/receivedValue.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { changedValueProblem } from "./changedValueProblem.ts";
import type { ChangedValue } from "./changedValueProblem.ts";
import type { StoredEntry, StoredValue } from "./storedValue.ts";
import { isGoTime, originalDate } from "./yamlScalar.ts";

/** A config key with its received text, and its stored values if the stack file is known. */
export interface ConfigEntry {
  /** The key without the project's name, as in a command. */
  readonly key: string;
  readonly text: string;
  readonly stored: readonly StoredValue[];
  /** Whether the program reads it as a number, so that its notation does not matter. */
  readonly isNumber: boolean;
  /** Whether its values may be secret and must not be printed. */
  readonly redact: boolean;
}

/**
 * Returns the problems of a key's values that Pulumi changed: numbers that a double cannot represent, and unquoted scalars
 * of the stack file that YAML reads as a different text. Encrypted values are strings, which do not change.
 *
 * @param fileName the stack file, for problems that no command can fix
 */
export function changedValues(entry: ConfigEntry, fileName: string): ConfigProblem[] {
  const received = parseReceivedValue(entry.text);
  const found = [
    ...inexactNumbers(received, [entry.key]),
    ...entry.stored.flatMap((stored) =>
      isReceivedMap(received) || isReceivedList(received)
        ? changedIn(stored, received, [entry.key])
        : changedText(stored, entry),
    ),
  ];
  // If a value is found both ways, the later one has the original text from the file.
  return [...new Map(found.map((change) => [configPath(change.path), change])).values()].map((change) =>
    changedValueProblem(change, entry.redact, fileName),
  );
}

type Plain = Extract<StoredValue, { kind: "plain" }>;

/** Finds numbers in objects and lists that a double cannot represent. */
function inexactNumbers(value: ReceivedValue | undefined, path: ConfigPath): ChangedValue[] {
  if (!(value instanceof ReceivedNumber)) {
    return membersOf(value).flatMap(([key, inner]) => inexactNumbers(inner, [...path, key]));
  }
  return path.length === 1 || isExactText(value.text) ? [] : [changedNumber(path, value.text)];
}

function changedNumber(path: ConfigPath, text: string, received = text): ChangedValue {
  const written = mayHaveLostDigits(text) ? {} : { written: text };
  return { path, ...written, becomes: JSON.stringify(Number(received)) };
}

const isExactText = (text: string): boolean => isExactNumber(text) && !mayHaveLostDigits(text);

/**
 * Returns whether a number may have lost digits. `pulumi config set` rounds whole numbers of more than 64 bits, so one
 * with as many digits as a double may have had more.
 */
function mayHaveLostDigits(text: string): boolean {
  const [mantissa = ""] = text.split(/e/i);
  const digits = mantissa.replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
  return digits.length > 15 && isExactNumber(text) && Math.abs(Number(text)) >= 2 ** 63;
}

/** Compares a stored value with the received one. */
function changedIn(stored: StoredValue, received: ReceivedValue | undefined, path: ConfigPath): ChangedValue[] {
  switch (stored.kind) {
    case "map":
      return [...stored.entries].flatMap(([key, entry]) => [
        ...changedKey([...path, key], key, entry),
        ...changedIn(entry.value, isReceivedMap(received) ? received[key] : undefined, [...path, key]),
      ]);
    case "list":
      return stored.items.flatMap((item, index) =>
        changedIn(item, isReceivedList(received) ? received[index] : undefined, [...path, index]),
      );
    case "plain": {
      if (received instanceof ReceivedNumber && !isKeptAsWritten(stored.text)) {
        return [changedNumber(path, stored.text, received.text)];
      }
      return typeof received === "string" ? changedDate(path, stored, received) : [];
    }
    default:
      return [];
  }
}

/** Finds a date that Pulumi converted to a Go time. `pulumi config set`, of any key, writes this time to the file instead of the date. */
function changedDate(path: ConfigPath, { text, resolved }: Plain, received: string): ChangedValue[] {
  if (resolved.kind === "timestamp" && received !== text) return [{ path, written: text, becomes: received }];
  return resolved.kind === "string" && isGoTime(text)
    ? [{ path, written: originalDate(text), becomes: text, isRewritten: true }]
    : [];
}

const changedKey = (path: ConfigPath, key: string, { writtenAs, value }: StoredEntry): ChangedValue[] =>
  writtenAs === undefined ? [] : [{ path, becomes: key, changedKey: { written: writtenAs, value } }];

/** Returns whether an unquoted number keeps its text. `1.10`, for example, may be a version and becomes `1.1`. */
function isKeptAsWritten(text: string): boolean {
  const json = text.replace(/^(-?)\./, "$10.").replace(/\.(?=$|[eE])/, "");
  const [, fraction = "0"] = /\.(\d+)/.exec(json) ?? [];
  return isExactText(json) && (fraction === "0" || !fraction.endsWith("0"));
}

/** Compares a key whose value is a scalar. */
function changedText(stored: StoredValue, { key, text, isNumber }: ConfigEntry): ChangedValue[] {
  if (stored.kind !== "plain") return [];
  if (stored.resolved.kind !== "number") return changedDate([key], stored, text);
  const changed = isNumber ? Number(stored.text.replaceAll("_", "")) !== Number(text) : stored.text !== text;
  return changed ? [{ path: [key], written: stored.text, becomes: text }] : [];
}
