import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { REGION } from "../local/localRun.ts";
import { functionVariables } from "./environmentVariables.ts";

/** What the functions answer with: section to key to value. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

const AT_ONCE = 8;

/** Puts so many parameters under the functions' path, every second one a SecureString. */
export async function putParameters(count: number): Promise<Sections> {
  const { ENV: env = "", APP_CONFIG_PATH: name = "" } = functionVariables(count);
  const client = new SSMClient({ region: REGION });
  const sections = Object.entries(Object.fromEntries(Array.from({ length: count }, (_, index) => section(index))));
  for (let begin = 0; begin < sections.length; begin += AT_ONCE) {
    await Promise.all(
      sections.slice(begin, begin + AT_ONCE).map(([section, values], index) =>
        client.send(
          new PutParameterCommand({
            Name: `/${env}/${name}/${section}`,
            Value: JSON.stringify(values),
            Overwrite: true, // groups share sizes
            Type: index % 2 === 0 ? "String" : "SecureString",
          }),
        ),
      ),
    );
  }
  client.destroy();
  return Object.fromEntries(sections);
}

// Texts and lowercase keys: configparser knows no others.
const section = (index: number): [string, Record<string, string>] => [
  `section${index}`,
  { url: `https://service${index}.example.com/`, level: "info", limit: String(index) },
];
