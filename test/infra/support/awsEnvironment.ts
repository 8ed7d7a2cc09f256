import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** Everything that decides how AWS is reached. */
const OF_AWS = /^(AWS_|(HTTPS?|NO)_PROXY$)/i;

export interface AwsEnvironment {
  /** A folder of the test's own. */
  readonly folder: string;
  /** Sets variables for the rest of the test. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Writes a file into the folder. */
  write(name: string, text: string): string;
}

/**
 * For the tests of the calling suite: an environment without credentials, profiles, proxies and an instance's metadata,
 * but for `variables`.
 */
export function withAwsEnvironment(variables: Readonly<Record<string, string>> = {}): AwsEnvironment {
  let before: NodeJS.ProcessEnv;
  let folder: string;

  beforeEach(() => {
    before = { ...process.env };
    folder = mkdtempSync(path.join(tmpdir(), "aws-environment-"));
    for (const name of Object.keys(process.env)) if (OF_AWS.test(name)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, {
      AWS_CONFIG_FILE: path.join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials"),
      AWS_EC2_METADATA_DISABLED: "true",
      ...variables,
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    set: (more) => {
      Object.assign(process.env, more);
    },
    write: (name, text) => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    },
  };
}
