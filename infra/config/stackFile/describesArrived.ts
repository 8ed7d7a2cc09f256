import { ArrivedNumber, isArrivedList, isArrivedMap, parseArrivedValue } from "../problems/arrivedValue.ts";
import type { ArrivedValue } from "../problems/arrivedValue.ts";
import { isGoTime } from "./goTime.ts";
import type { StackFile } from "./stackFile.ts";
import type { StoredValue } from "./storedValue.ts";

/** The config that the engine hands over: texts, objects and lists as JSON. */
export interface ArrivedConfig {
  readonly texts: Readonly<Record<string, string>>;
  /** Whether the engine calls a key secret: it does as soon as one value under it is. */
  readonly isSecret: (key: string) => boolean;
}

/**
 * Returns whether the engine can have taken its config from this file. Config may hold more than the file, from defaults and
 * from Pulumi ESC, but it holds what is in the file. If it does not, it comes from another file (`--config-file`).
 */
export const isSourceOf = ({ config }: StackFile, { texts, isSecret }: ArrivedConfig): boolean =>
  config.every(({ key, value }) => {
    const text = texts[key];
    return text !== undefined && (isSecret(key) || !holdsSecret(value)) && describesText(value, text);
  });

/** Returns whether an arrived value is what Pulumi makes of a stored one. Of an encrypted one only the type is known. */
export function describesArrived(stored: StoredValue, arrived: ArrivedValue | undefined): boolean {
  switch (stored.kind) {
    case "encrypted":
      return typeof arrived === "string";
    case "map":
      return (
        isArrivedMap(arrived) &&
        [...stored.entries].every(
          ([key, { value }]) => Object.hasOwn(arrived, key) && describesArrived(value, arrived[key]),
        )
      );
    case "list":
      return (
        isArrivedList(arrived) &&
        arrived.length === stored.items.length &&
        stored.items.every((item, index) => describesArrived(item, arrived[index]))
      );
    case "text":
      return arrived === stored.text;
    case "tagged":
      return !isArrivedList(arrived) && !isArrivedMap(arrived);
    case "plain":
      return describesScalar(stored, arrived);
  }
}

function describesScalar(
  { text, resolved }: Extract<StoredValue, { kind: "plain" }>,
  arrived: ArrivedValue | undefined,
): boolean {
  switch (resolved.kind) {
    case "null":
      return arrived === null;
    case "boolean":
      return arrived === resolved.value;
    case "number":
      return arrived instanceof ArrivedNumber && Number(arrived.text) === resolved.value;
    case "timestamp":
      return arrived === text || (typeof arrived === "string" && isGoTime(arrived));
    case "string":
      return arrived === text;
  }
}

/** A key's whole text: a number or a boolean arrives as its text, null as an empty one or as null. */
function describesText(stored: StoredValue, text: string): boolean {
  switch (stored.kind) {
    case "encrypted":
    case "tagged":
      return true;
    case "text":
      return stored.text === text;
    case "plain":
      return (
        stored.resolved.kind === "null" ||
        describesScalar(stored, ["string", "timestamp"].includes(stored.resolved.kind) ? text : parseArrivedValue(text))
      );
    default:
      return describesArrived(stored, parseArrivedValue(text));
  }
}

function holdsSecret(stored: StoredValue): boolean {
  switch (stored.kind) {
    case "encrypted":
      return true;
    case "map":
      return [...stored.entries.values()].some(({ value }) => holdsSecret(value));
    case "list":
      return stored.items.some(holdsSecret);
    default:
      return false;
  }
}
