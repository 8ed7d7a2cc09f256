import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { unsupportedSettings } from "../../../../infra/aws/unsupportedSettings.ts";
import { configSchema } from "../../../../infra/config/configSchema.ts";
import type { ConfigKey } from "../../../../infra/config/configSchema.ts";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import { listEncryptionStates } from "../../../../infra/config/stackFile/secretChecks.ts";
import { storedConfig } from "../../../../infra/config/stackFile/stackFile.ts";
import { readStoredValue } from "../../../../infra/config/stackFile/storedValue.ts";
import { asEngineText, declaredConfig, PROJECT, sampleConfig, SAMPLES } from "../../../../tools/fakes/stackFiles.ts";
import { ROOT } from "../../../../tools/lib/paths.ts";

const KEYS = Object.keys(configSchema.shape) as ConfigKey[];

describe("Pulumi.yaml", () => {
  const declared = declaredConfig();

  it("declares exactly the keys of the schema", () => {
    expect(Object.keys(declared).sort()).to.deep.equal([...KEYS].sort());
  });

  it("has a type, a default and a description for each key", () => {
    for (const [key, { type, default: value, description }] of Object.entries(declared)) {
      const kind = Array.isArray(value) ? "array" : typeof value === "number" ? "integer" : typeof value;
      expect(kind, key).to.equal(type);
      expect(description, key).to.match(/^[A-Z].*\.$/);
    }
  });

  it("has the defaults that are documented", () => {
    const defaults = Object.fromEntries(Object.entries(declared).map(([key, { default: value }]) => [key, value]));
    expect(defaults).to.deep.equal({
      adminUser: "",
      keyAdministrators: [],
      permissionsBoundary: "",
      environment: "",
      appName: "parameterStoreBlog",
      parameters: {},
      secrets: {},
      adopt: [],
      memorySize: 256,
      timeoutSeconds: 5,
      functions: {},
      cacheTtlSeconds: 300,
      cacheMaxStaleSeconds: 3600,
      refreshOnChange: false,
      alarmTopicArn: "",
      logRetentionDays: 14,
      keyDeletionWindowDays: 30,
      protect: false,
      revealSecrets: false,
      skipDeployerCheck: false,
    });
  });

  it("has only valid or empty defaults", () => {
    for (const key of KEYS) {
      const text = asEngineText(declared[key]?.default);
      if (text !== "") expect(configSchema.shape[key].safeParse(text).success, key).to.be.true;
    }
  });
});

describe("the sample stack files", () => {
  for (const stack of ["dev", "prod"]) {
    it(`keeps the sample stack file of ${stack} free of secrets, encryption keys and salts`, () => {
      const text = readFileSync(join(ROOT, SAMPLES, `Pulumi.${stack}.yaml`), "utf8");
      expect(text).not.to.match(/secure:|:secrets:|encryptionsalt|encryptedkey|secretsprovider|AKIA|password/i);
    });

    it(`contains only valid settings in the sample stack file of ${stack}`, () => {
      const config = sampleConfig(stack);
      for (const [fullKey, value] of Object.entries(config)) {
        const [namespace, key = ""] = fullKey.split(":");
        if (namespace === "aws") {
          expect(unsupportedSettings(() => undefined, [key])).to.deep.equal([]);
        } else {
          expect(namespace).to.equal(PROJECT);
          expect(KEYS).to.include(key);
          expect(configSchema.shape[key as ConfigKey].safeParse(asEngineText(value)).success, key).to.be.true;
        }
      }
    });
  }

  it("sets different values for protect, retention and memory in dev and prod", () => {
    const setting = (key: string) => ["dev", "prod"].map((stack) => sampleConfig(stack)[`${PROJECT}:${key}`]);
    expect(setting("protect")).to.deep.equal([undefined, "true"]);
    expect(setting("keyDeletionWindowDays")).to.deep.equal(["7", "30"]);
    expect(setting("logRetentionDays")).to.deep.equal(["7", "90"]);
    expect(setting("memorySize")).to.deep.equal([undefined, "512"]);
  });
});

describe("the committed stack files", () => {
  // Deployers edit these files, so only this is required of them.
  for (const stack of ["dev", "prod"]) {
    it(`contains no secret in plain text in the committed stack file of ${stack}`, () => {
      const text = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
      const { config = {} } = parse(text, { merge: true }) as { config?: object };
      const key = `${PROJECT}:secrets`;
      const secrets = parseReceivedValue(JSON.stringify((config as Record<string, unknown>)[key] ?? {}));
      const stored = storedConfig(readStoredValue(text), PROJECT).filter((one) => one.key === key);
      const plain = listEncryptionStates(
        secrets,
        stored.map(({ value }) => value),
      );
      expect(plain.filter(({ state }) => state === "plain")).to.deep.equal([]);
    });
  }
});
