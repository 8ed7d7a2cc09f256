import { ArrivedNumber, isArrivedList, isArrivedMap, parseArrivedValue } from "../problems/arrivedValue.ts";
import type { ArrivedValue } from "../problems/arrivedValue.ts";
import type { StoredValue } from "./storedValue.ts";
import { isGoTime } from "./yamlScalar.ts";

/** Returns whether Pulumi reads a stored value as this arrived value. An encrypted value matches every string. */
export function matchesArrived(stored: StoredValue, arrived: ArrivedValue | undefined): boolean {
  switch (stored.kind) {
    case "encrypted":
      return typeof arrived === "string";
    case "map":
      return (
        isArrivedMap(arrived) &&
        [...stored.entries].every(
          ([key, { value }]) => Object.hasOwn(arrived, key) && matchesArrived(value, arrived[key]),
        )
      );
    case "list":
      return (
        isArrivedList(arrived) &&
        arrived.length === stored.items.length &&
        stored.items.every((item, index) => matchesArrived(item, arrived[index]))
      );
    case "text":
      return arrived === stored.text;
    case "tagged":
      return !isArrivedList(arrived) && !isArrivedMap(arrived);
    case "plain":
      return matchesScalar(stored, arrived);
  }
}

function matchesScalar(
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

/** Returns whether Pulumi reads the stored value of a key as this text. Null becomes an empty string or `null`. */
export function matchesText(stored: StoredValue, text: string): boolean {
  switch (stored.kind) {
    case "encrypted":
    case "tagged":
      return true;
    case "text":
      return stored.text === text;
    case "plain":
      return (
        stored.resolved.kind === "null" ||
        matchesScalar(stored, ["string", "timestamp"].includes(stored.resolved.kind) ? text : parseArrivedValue(text))
      );
    default:
      return matchesArrived(stored, parseArrivedValue(text));
  }
}
