import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { nameReuseOptions } from "../../../infra/components/parameterSet.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import type { Registration } from "../../../tools/fakes/registrations.ts";

const PLAIN = "aws:ssm/parameter:Parameter";
const SECRET = "pulumi-nodejs:dynamic/ssm:SecureParameter";

describe("the parameter of a section", () => {
  const registered = async (options: ProgramOptions = {}): Promise<Record<"plain" | "secret", Registration>> => {
    const { resources, error } = await runProgram({ secrets: { appSecrets: { secretKey: "sample" } }, ...options });
    if (error !== undefined) throw error as Error;
    return { plain: only(resources, PLAIN), secret: only(resources, SECRET) };
  };
  const stateOf = (type: string, name: string, path = "/dev/parameterStoreBlog") => ({
    [`urn:pulumi:dev::shared-secrets::x$${type}::config-${name}`]: { type, outputs: { name: `${path}/${name}` } },
  });

  it("has an alias of the other type", async () => {
    const { plain, secret } = await registered();
    expect([plain.aliasTypes, secret.aliasTypes]).to.deep.equal([[SECRET], [PLAIN]]);
  });

  it("is deleted before its replacement when its type changes", async () => {
    for (const deployed of [{}, { ...stateOf(SECRET, "appConfig"), ...stateOf(PLAIN, "appSecrets") }]) {
      const { plain, secret } = await registered({ deployed });
      expect(plain.replaceOnChanges).to.deep.equal(["type"]);
      expect([plain.deleteBeforeReplace, secret.deleteBeforeReplace]).to.deep.equal([true, true]);
    }
  });

  it("is deleted after its replacement when its path changes", async () => {
    const deployed = { ...stateOf(PLAIN, "appConfig", "/old/app"), ...stateOf(SECRET, "appSecrets", "/old/app") };
    const { plain, secret } = await registered({ deployed });
    expect([plain.deleteBeforeReplace, secret.deleteBeforeReplace]).to.deep.equal([false, false]);
  });

  it("overwrites an existing parameter only if it is adopted, and ignores that afterwards", async () => {
    const config = { "shared-secrets:adopt": ["appConfig", "appSecrets"] };
    const adopted = await registered({ config });
    expect(adopted.plain.inputs).to.include({ overwrite: true });
    expect(adopted.secret.inputs).to.include({ adopt: true });
    const { plain, secret } = await registered();
    expect(plain.inputs).not.to.have.property("overwrite");
    expect(secret.inputs).not.to.have.property("adopt");
    expect([plain.ignoreChanges, adopted.plain.ignoreChanges]).to.deep.equal([["overwrite"], ["overwrite"]]);
  });
});

describe("a plain parameter that replaces a secret", () => {
  const delaysMs: number[] = [];
  const sleep = (ms: number) => {
    delaysMs.push(ms);
    return Promise.resolve();
  };
  const secret = { name: "/dev/app/one", secret: true, managed: true };
  const withTags = (tags: object) => {
    pulumi.runtime.setAllConfig({ "aws:defaultTags": JSON.stringify({ tags }) });
  };
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("waits 31 seconds before its creation when it has tags", async () => {
    withTags({ team: "blue" });
    const [hook, ...others] = nameReuseOptions(secret, sleep).hooks?.beforeCreate ?? [];
    expect(others).to.deep.equal([]);
    await hook?.();
    expect(delaysMs).to.deep.equal([31_000]);
  });

  it("does not wait when it has no tags, is new, or was plain or written elsewhere before", () => {
    withTags({});
    expect(nameReuseOptions(secret, sleep)).to.deep.equal({});
    withTags({ team: "blue" });
    expect(nameReuseOptions({ ...secret, secret: false }, sleep)).to.deep.equal({});
    expect(nameReuseOptions({ ...secret, managed: false }, sleep)).to.deep.equal({});
    expect(nameReuseOptions(undefined, sleep)).to.deep.equal({});
  });
});
