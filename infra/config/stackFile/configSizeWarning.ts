import { isArrivedMap, parseArrivedValue } from "../problems/arrivedValue.ts";
import { configPath } from "../problems/configPath.ts";
import { goJson } from "./goJson.ts";

/** The variable in which Pulumi's language host hands the whole config to the program. */
const VARIABLE = "PULUMI_CONFIG";

/** The longest environment variable of Linux (MAX_ARG_STRLEN), with its name and the zero byte behind it. */
const MAX_VARIABLE_BYTES = 131_072;

/** The longest config with which Pulumi can start the program. */
export const MAX_CONFIG_BYTES = MAX_VARIABLE_BYTES - `${VARIABLE}=\0`.length;

/** From here on there is a warning, so that the next section is not the one that fails. */
export const LARGE_CONFIG_BYTES = 100_000;

/** How many sections the warning names. */
const NAMED_SECTIONS = 3;

/** The value of PULUMI_CONFIG, as the language host of Node.js makes it: keys have `config` in the middle there. */
export const engineConfig = (texts: Readonly<Record<string, string>>): string =>
  goJson(
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.replace(/:(config:)?/, ":config:"), text])),
  );

/** Returns the warning for a config that is close to the limit; undefined for a smaller one. */
export function configSizeWarning(texts: Readonly<Record<string, string>>, project: string): string | undefined {
  const size = Buffer.byteLength(engineConfig(texts));
  if (size < LARGE_CONFIG_BYTES) return undefined;
  return (
    `The config of this stack has ${size} bytes. Pulumi hands it to the program in one environment variable, and Linux ` +
    `allows ${MAX_CONFIG_BYTES}: with more, \`pulumi up\` fails with "argument list too long". Move sections to a second stack ` +
    `with an appName of its own, or put large values elsewhere. The largest sections: ${largestSections(texts, project)}.`
  );
}

function largestSections(texts: Readonly<Record<string, string>>, project: string): string {
  const sections = ["parameters", "secrets"].flatMap((map) => {
    const arrived = parseArrivedValue(texts[`${project}:${map}`] ?? "");
    return isArrivedMap(arrived)
      ? Object.entries(arrived).map(([name, value]) => ({ name: configPath([map, name]), bytes: jsonBytes(value) }))
      : [];
  });
  return sections
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, NAMED_SECTIONS)
    .map(({ name, bytes }) => `${name} (${bytes} bytes)`)
    .join(", ");
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
