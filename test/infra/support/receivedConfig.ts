import { storedConfig } from "../../../infra/config/stackFile/stackFile.ts";
import { containsSecret, readStoredValue } from "../../../infra/config/stackFile/storedValue.ts";
import type { StoredValue } from "../../../infra/config/stackFile/storedValue.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { PROJECT } from "../../../tools/fakes/stackFiles.ts";

/** The decrypted value of every secret. */
export const DECRYPTED = "decrypted";

/** Returns the config that the engine would pass for a stack file, as options of a run. */
export function receivedConfig(stackFile: string): Pick<ProgramOptions, "config" | "secrets" | "secretKeys"> {
  const config = storedConfig(readStoredValue(stackFile), PROJECT);
  return {
    secrets: {},
    config: Object.fromEntries(config.map(({ key, value }) => [key, textOf(value)])),
    secretKeys: config.filter(({ value }) => containsSecret(value)).map(({ key }) => key),
  };
}

/** Returns the text of a key's value: a string unchanged, everything else as JSON. */
function textOf(stored: StoredValue): string {
  const json = jsonOf(stored);
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

function jsonOf(stored: StoredValue): string {
  switch (stored.kind) {
    case "encrypted":
      return JSON.stringify(DECRYPTED);
    case "map": {
      const members = [...stored.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${jsonOf(value)}`);
      return `{${members.join(",")}}`;
    }
    case "list":
      return `[${stored.items.map(jsonOf).join(",")}]`;
    case "text":
      return JSON.stringify(stored.text);
    case "plain":
      return jsonOfScalar(stored);
    case "tagged":
      throw new Error("tags are not supported in examples");
  }
}

function jsonOfScalar({ text, resolved }: Extract<StoredValue, { kind: "plain" }>): string {
  switch (resolved.kind) {
    case "null":
      return "null";
    case "string":
      return JSON.stringify(text);
    case "timestamp":
      return JSON.stringify(`${text} 00:00:00 +0000 UTC`);
    case "boolean":
      return String(resolved.value);
    case "number":
      // The engine keeps the digits of whole numbers of up to 64 bits.
      return /^-?[1-9]\d{0,18}$/.test(text) ? text : JSON.stringify(resolved.value);
  }
}
