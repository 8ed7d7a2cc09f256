import { isExactNumber } from "../../../app/runtime/configuration/exactNumber.ts";
import { ArrivedNumber, isArrivedMap, isArrivedList, membersOf, parseArrivedValue } from "../problems/arrivedValue.ts";
import type { ArrivedValue } from "../problems/arrivedValue.ts";
import { configPath } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { changedValueProblem } from "./changedValueProblem.ts";
import type { ChangedValue } from "./changedValueProblem.ts";
import { isGoTime, writtenTime } from "./goTime.ts";
import type { StoredEntry, StoredValue } from "./storedValue.ts";

/** A config key with what the engine hands over for it, and what the stack file holds, if the file is known. */
export interface ConfigEntry {
  /** As in a command, without the project's name. */
  readonly key: string;
  readonly text: string;
  readonly stored: readonly StoredValue[];
  /** Whether it is read as a number, so that its spelling does not matter. */
  readonly isNumber: boolean;
  /** Whether its values may be secret, and must not be shown. */
  readonly quiet: boolean;
}

/**
 * Finds the values of a key that are not what was written: numbers that a double changes, and unquoted scalars of the stack
 * file that YAML reads as another text. Encrypted values are texts, which stay as they are.
 *
 * @param fileName the stack file, for what only an editor can fix
 */
export function changedValues(entry: ConfigEntry, fileName: string): ConfigProblem[] {
  const arrived = parseArrivedValue(entry.text);
  const found = [
    ...inexactNumbers(arrived, [entry.key]),
    ...entry.stored.flatMap((stored) =>
      isArrivedMap(arrived) || isArrivedList(arrived)
        ? changedIn(stored, arrived, [entry.key])
        : changedText(stored, entry),
    ),
  ];
  // Of a value that is found both ways, the file has the text that was written.
  return [...new Map(found.map((one) => [configPath(one.path), one])).values()].map((one) =>
    changedValueProblem(one, entry.quiet, fileName),
  );
}

type Plain = Extract<StoredValue, { kind: "plain" }>;

/** Numbers of objects and lists, as the engine spells them. */
function inexactNumbers(value: ArrivedValue | undefined, path: ConfigPath): ChangedValue[] {
  if (!(value instanceof ArrivedNumber)) {
    return membersOf(value).flatMap(([key, inner]) => inexactNumbers(inner, [...path, key]));
  }
  return path.length === 1 || isKept(value.text) ? [] : [changedNumber(path, value.text)];
}

function changedNumber(path: ConfigPath, text: string, arrived = text): ChangedValue {
  const written = isShortened(text) ? {} : { written: text };
  return { path, ...written, becomes: JSON.stringify(Number(arrived)) };
}

const isKept = (text: string): boolean => isExactNumber(text) && !isShortened(text);

/** `pulumi config set` rounds a whole number that has more than 64 bits: one with all the digits of a double was longer. */
function isShortened(text: string): boolean {
  const [mantissa = ""] = text.split(/e/i);
  const digits = mantissa.replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
  return digits.length > 15 && isExactNumber(text) && Math.abs(Number(text)) >= 2 ** 63;
}

function changedIn(stored: StoredValue, arrived: ArrivedValue | undefined, path: ConfigPath): ChangedValue[] {
  switch (stored.kind) {
    case "map":
      return [...stored.entries].flatMap(([key, entry]) => [
        ...changedKey([...path, key], key, entry),
        ...changedIn(entry.value, isArrivedMap(arrived) ? arrived[key] : undefined, [...path, key]),
      ]);
    case "list":
      return stored.items.flatMap((item, index) =>
        changedIn(item, isArrivedList(arrived) ? arrived[index] : undefined, [...path, index]),
      );
    case "plain": {
      if (arrived instanceof ArrivedNumber && !isKeptAsWritten(stored.text)) {
        return [changedNumber(path, stored.text, arrived.text)];
      }
      return typeof arrived === "string" ? changedDate(path, stored, arrived) : [];
    }
    default:
      return [];
  }
}

/** `pulumi config set`, of any key, writes what it has made of a date into the file. */
function changedDate(path: ConfigPath, { text, resolved }: Plain, arrived: string): ChangedValue[] {
  if (resolved.kind === "timestamp" && arrived !== text) return [{ path, written: text, becomes: arrived }];
  return resolved.kind === "string" && isGoTime(text)
    ? [{ path, written: writtenTime(text), becomes: text, isRewritten: true }]
    : [];
}

const changedKey = (path: ConfigPath, key: string, { writtenAs, value }: StoredEntry): ChangedValue[] =>
  writtenAs === undefined ? [] : [{ path, becomes: key, changedKey: { written: writtenAs, value } }];

/** Returns whether an unquoted number means what its text says, also for readers of the text: `1.10` may be a version. */
function isKeptAsWritten(text: string): boolean {
  const json = text.replace(/^(-?)\./, "$10.").replace(/\.(?=$|[eE])/, "");
  const [, fraction = "0"] = /\.(\d+)/.exec(json) ?? [];
  return isKept(json) && (fraction === "0" || !fraction.endsWith("0"));
}

/** A key whose whole value is one scalar. */
function changedText(stored: StoredValue, { key, text, isNumber }: ConfigEntry): ChangedValue[] {
  if (stored.kind !== "plain") return [];
  if (stored.resolved.kind !== "number") return changedDate([key], stored, text);
  const changed = isNumber ? Number(stored.text.replaceAll("_", "")) !== Number(text) : stored.text !== text;
  return changed ? [{ path: [key], written: stored.text, becomes: text }] : [];
}
