import { removeCommand, setCommand } from "./configCommand.ts";
import { isExpressible } from "./configPath.ts";
import type { ConfigPath } from "./configPath.ts";
import { isReceivedMap, membersOf } from "./receivedValue.ts";
import type { ReceivedValue } from "./receivedValue.ts";
import { deriveSectionName, isSectionName } from "./sectionName.ts";
import type { Sections } from "./sectionName.ts";
import type { Fix } from "./stackConfigError.ts";

/** A valid value of each key, for the command that fixes it. */
const EXAMPLES: Readonly<Record<string, string>> = {
  adminUser: "parameter-admin",
  keyAdministrators: "arn:aws:iam::111122223333:role/deployer",
  permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
  adopt: "appConfig",
  environment: "dev",
  appName: "parameterStoreBlog",
  memorySize: "256",
  timeoutSeconds: "5",
  cacheTtlSeconds: "300",
  cacheMaxStaleSeconds: "3600",
  refreshOnChange: "true",
  alarmTopicArn: "arn:aws:sns:eu-west-1:111122223333:alarms",
  logRetentionDays: "30",
  keyDeletionWindowDays: "30",
  protect: "true",
  revealSecrets: "false",
  skipDeployerCheck: "false",
};

/** Returns the commands that fix the value at a path. For a whole map, they remove all of its sections. */
export function fixFor(path: ConfigPath, sections: Sections = {}): Fix {
  const [key = "", ...inner] = path;
  switch (key) {
    case "secrets":
      return inner.length > 1 ? setSecret(path) : replaceSection(path, sections.secrets, sections);
    case "parameters":
      return replaceSection(path, sections.parameters, sections);
    case "adopt":
    case "keyAdministrators": {
      const [index = 0] = inner;
      return setCommand([key, index], { value: EXAMPLES[key] ?? "" });
    }
    case "functions":
      return removeCommand([key]);
    default:
      return setCommand([key], { value: EXAMPLES[key] ?? "" });
  }
}

/** Returns the command that prompts for a secret and sets it. */
function setSecret(path: ConfigPath): Fix {
  return isExpressible(path) ? setCommand(path, { secret: true }) : RENAME_KEY;
}

/** The fix of a value whose path no command can name. */
export const RENAME_KEY: Fix = {
  byHand: "rename the key: no Pulumi command supports a key that ends in a backslash",
};

function replaceSection([map = "", name]: ConfigPath, all: ReceivedValue | undefined, sections: Sections): Fix {
  const set = (path: ConfigPath) => setCommand([map, ...path], { secret: map === "secrets" });
  const example = map === "secrets" ? ["appSecrets", "secretKey"] : ["appConfig", "url"];
  if (name === undefined) return [removeCommand([map]), set(example)];
  const section = isReceivedMap(all) ? all[name] : undefined;
  const values = valuePaths(section);
  if (![[map, name], ...values].every(isExpressible)) return RENAME_KEY;

  const isNamed = isSectionName(String(name));
  const [largest] = values.length > 0 && isNamed ? largestMember(section) : [];
  // If name and object are valid, the section is too large: its largest value moves to a new section.
  const moved = largest === undefined ? values : values.filter(([key]) => key === largest);
  const to = isNamed && moved.length === 0 ? String(name) : deriveSectionName(String(name), sections);
  return [
    removeCommand(largest === undefined ? [map, name] : [map, name, largest]),
    ...(moved.length === 0 ? [example.slice(1)] : moved).map((path) => set([to, ...path])),
  ];
}

/** Returns the path of each value in a section; none if it is not an object. */
export function valuePaths(section: ReceivedValue | undefined): ConfigPath[] {
  const inside = (value: ReceivedValue, path: ConfigPath): ConfigPath[] => {
    const members = membersOf(value);
    return members.length === 0 ? [path] : members.flatMap(([key, inner]) => inside(inner, [...path, key]));
  };
  return isReceivedMap(section) ? membersOf(section).flatMap(([key, value]) => inside(value, [key])) : [];
}

function largestMember(section: ReceivedValue | undefined): readonly (string | number)[] {
  const size = ([, value]: readonly [string | number, ReceivedValue]) => JSON.stringify(value).length;
  return membersOf(section)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, 1)
    .map(([key]) => key);
}
