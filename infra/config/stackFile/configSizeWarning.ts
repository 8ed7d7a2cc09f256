import { configPath } from "../problems/configPath.ts";
import { isReceivedMap, parseReceivedValue } from "../problems/receivedValue.ts";

/** The environment variable in which Pulumi's language host passes the whole config to the program. */
const VARIABLE = "PULUMI_CONFIG";

/** The size limit of an environment variable in Linux (MAX_ARG_STRLEN), including its name and the zero byte at its end. */
const MAX_VARIABLE_BYTES = 131_072;

/** The largest config with which Pulumi can start the program. */
export const MAX_CONFIG_BYTES = MAX_VARIABLE_BYTES - `${VARIABLE}=\0`.length;

/** The size of a config that gets a warning. A section has at most 8 KB, so the warning comes before the failure. */
export const LARGE_CONFIG_BYTES = 100_000;

/** The number of sections that the warning lists. */
const LISTED_SECTIONS = 3;

/** The characters that only Go's encoding/json escapes: those of HTML, line separators and lone surrogates. */
const GO_ESCAPES = /[<>&\u2028\u2029]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Returns the value of PULUMI_CONFIG as the language host writes it, with `config` in the middle of each key. */
export const engineConfig = (texts: Readonly<Record<string, string>>): string =>
  goJson(
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.replace(/:(config:)?/, ":config:"), text])),
  );

/** Returns a warning if the config is close to the limit. */
export function configSizeWarning(texts: Readonly<Record<string, string>>, project: string): string | undefined {
  const size = Buffer.byteLength(engineConfig(texts));
  if (size < LARGE_CONFIG_BYTES) return undefined;
  return (
    `The config of this stack is ${size} bytes long. Pulumi passes it to the program in one environment variable, which Linux ` +
    `limits to ${MAX_CONFIG_BYTES} bytes. Above the limit, \`pulumi up\` fails with "argument list too long". Move sections to a ` +
    `second stack with its own appName, or store large values elsewhere. Largest sections: ${largestSections(texts, project)}.`
  );
}

function largestSections(texts: Readonly<Record<string, string>>, project: string): string {
  const sections = ["parameters", "secrets"].flatMap((map) => {
    const received = parseReceivedValue(texts[`${project}:${map}`] ?? "");
    return isReceivedMap(received)
      ? Object.entries(received).map(([name, value]) => ({ name: configPath([map, name]), bytes: jsonBytes(value) }))
      : [];
  });
  return sections
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LISTED_SECTIONS)
    .map(({ name, bytes }) => `${name} (${bytes} bytes)`)
    .join(", ");
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Returns the JSON that Go writes for a map of strings. Go sorts the keys. */
function goJson(texts: Readonly<Record<string, string>>): string {
  const members = Object.keys(texts)
    .sort()
    .map((key) => `${goString(key)}:${goString(texts[key] ?? "")}`);
  return `{${members.join(",")}}`;
}

const goString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    GO_ESCAPES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
