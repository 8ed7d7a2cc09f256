import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { REGION } from "../local/localRun.ts";
import { DECLARED_SECTIONS } from "./bundleCandidates.ts";
import { functionVariables } from "./environmentVariables.ts";

/** The configuration that the functions return: values by section and key. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CONCURRENT_CALLS = 8;

/**
 * Puts parameters under the functions' path, every second one as a SecureString, and returns their values.
 *
 * @param count at least 2, the sections that viewer declares
 */
export async function putParameters(count: number): Promise<Sections> {
  const { ENV: env = "", APP_CONFIG_PATH: name = "" } = functionVariables(count);
  const client = new SSMClient({ region: REGION });
  const sections = Object.entries(benchSections(count));
  for (let start = 0; start < sections.length; start += CONCURRENT_CALLS) {
    await Promise.all(
      sections.slice(start, start + CONCURRENT_CALLS).map(([section, values], index) =>
        client.send(
          new PutParameterCommand({
            Name: `/${env}/${name}/${section}`,
            Value: JSON.stringify(values),
            Overwrite: true, // Suites share paths.
            Type: index % 2 === 0 ? "String" : "SecureString",
          }),
        ),
      ),
    );
  }
  client.destroy();
  return Object.fromEntries(sections);
}

/** Returns the values of a number of sections. */
export const benchSections = (count: number): Sections =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => section(index)));

// All values are strings and all keys are lowercase, because Python's configparser supports nothing else.
const section = (index: number): [string, Record<string, string>] => [
  DECLARED_SECTIONS[index] ?? `section${index}`,
  { url: `https://service${index}.example.com/`, level: "info", limit: String(index) },
];
