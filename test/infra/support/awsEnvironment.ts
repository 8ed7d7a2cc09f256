import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** The environment variables that affect how AWS is reached. */
const AWS_VARIABLE = /^(AWS_|(HTTPS?|NO)_PROXY$)/i;

export interface AwsEnvironment {
  /** A temporary folder of the test. */
  readonly folder: string;
  /** Sets environment variables until the test ends. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Writes a file to the folder, and returns its path. */
  write(name: string, text: string): string;
}

/**
 * Sets up, for each test of the calling suite, an environment without credentials, profiles, proxies and instance metadata.
 *
 * @param variables environment variables of each test
 */
export function withAwsEnvironment(variables: Readonly<Record<string, string>> = {}): AwsEnvironment {
  let before: NodeJS.ProcessEnv;
  let folder: string;

  beforeEach(() => {
    before = { ...process.env };
    folder = mkdtempSync(path.join(tmpdir(), "aws-environment-"));
    for (const name of Object.keys(process.env)) if (AWS_VARIABLE.test(name)) Reflect.deleteProperty(process.env, name);
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
