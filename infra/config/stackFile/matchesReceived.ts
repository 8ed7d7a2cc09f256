import { ReceivedNumber, isReceivedList, isReceivedMap, parseReceivedValue } from "../problems/receivedValue.ts";
import type { ReceivedValue } from "../problems/receivedValue.ts";
import type { StoredValue } from "./storedValue.ts";
import { isGoTime } from "./yamlScalar.ts";

/** Returns whether Pulumi reads a stored value as this received value. An encrypted value matches every string. */
export function matchesReceived(stored: StoredValue, received: ReceivedValue | undefined): boolean {
  switch (stored.kind) {
    case "encrypted":
      return typeof received === "string";
    case "map":
      return (
        isReceivedMap(received) &&
        [...stored.entries].every(
          ([key, { value }]) => Object.hasOwn(received, key) && matchesReceived(value, received[key]),
        )
      );
    case "list":
      return (
        isReceivedList(received) &&
        received.length === stored.items.length &&
        stored.items.every((item, index) => matchesReceived(item, received[index]))
      );
    case "text":
      return received === stored.text;
    case "tagged":
      return !isReceivedList(received) && !isReceivedMap(received);
    case "plain":
      return matchesScalar(stored, received);
  }
}

function matchesScalar(
  { text, resolved }: Extract<StoredValue, { kind: "plain" }>,
  received: ReceivedValue | undefined,
): boolean {
  switch (resolved.kind) {
    case "null":
      return received === null;
    case "boolean":
      return received === resolved.value;
    case "number":
      return received instanceof ReceivedNumber && Number(received.text) === resolved.value;
    case "timestamp":
      return received === text || (typeof received === "string" && isGoTime(received));
    case "string":
      return received === text;
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
        matchesScalar(stored, ["string", "timestamp"].includes(stored.resolved.kind) ? text : parseReceivedValue(text))
      );
    default:
      return matchesReceived(stored, parseReceivedValue(text));
  }
}
