import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { waitForName } from "../../../infra/components/parameterSet.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import type { Registration } from "../../../tools/fakes/registrations.ts";

const PLAIN = "aws:ssm/parameter:Parameter";
const SECRET = "pulumi-nodejs:dynamic/ssm:SecureParameter";

describe("the resource of a section", () => {
  const registered = async (options: ProgramOptions = {}): Promise<Record<"plain" | "secret", Registration>> => {
    const { resources, error } = await runProgram({ secrets: { appSecrets: { secretKey: "sample" } }, ...options });
    if (error !== undefined) throw error as Error;
    return { plain: only(resources, PLAIN), secret: only(resources, SECRET) };
  };
  const stateOf = (type: string, name: string, path = "/dev/parameterStoreBlog") => ({
    [`urn:pulumi:dev::shared-secrets::x$${type}::config-${name}`]: { type, outputs: { name: `${path}/${name}` } },
  });

  it("is also looked for in the state as the other kind", async () => {
    const { plain, secret } = await registered();
    expect([plain.aliasTypes, secret.aliasTypes]).to.deep.equal([[SECRET], [PLAIN]]);
  });

  it("is replaced when its type changes, and gives way first", async () => {
    for (const deployed of [{}, { ...stateOf(SECRET, "appConfig"), ...stateOf(PLAIN, "appSecrets") }]) {
      const { plain, secret } = await registered({ deployed });
      expect(plain.replaceOnChanges).to.deep.equal(["type"]);
      expect([plain.deleteBeforeReplace, secret.deleteBeforeReplace]).to.deep.equal([true, true]);
    }
  });

  it("stays until the new one is there, when its path changes", async () => {
    const deployed = { ...stateOf(PLAIN, "appConfig", "/old/app"), ...stateOf(SECRET, "appSecrets", "/old/app") };
    const { plain, secret } = await registered({ deployed });
    expect([plain.deleteBeforeReplace, secret.deleteBeforeReplace]).to.deep.equal([false, false]);
  });

  it("overwrites what exists only if it is adopted, which is no difference afterwards", async () => {
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

describe("a plain parameter that comes in the place of a secret", () => {
  const pausesMs: number[] = [];
  const pause = (ms: number) => {
    pausesMs.push(ms);
    return Promise.resolve();
  };
  const secret = { name: "/dev/app/one", secret: true };
  const withTags = (tags: object) => {
    pulumi.runtime.setAllConfig({ "aws:defaultTags": JSON.stringify({ tags }) });
  };
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("waits for the 30 seconds in which AWS does not accept its name with tags", async () => {
    withTags({ team: "blue" });
    const [hook, ...others] = waitForName(secret, pause).hooks?.beforeCreate ?? [];
    expect(others).to.deep.equal([]);
    await hook?.();
    expect(pausesMs).to.deep.equal([31_000]);
  });

  it("does not wait if it has no tags, was plain before or is new", () => {
    withTags({});
    expect(waitForName(secret, pause)).to.deep.equal({});
    withTags({ team: "blue" });
    expect(waitForName({ ...secret, secret: false }, pause)).to.deep.equal({});
    expect(waitForName(undefined, pause)).to.deep.equal({});
  });
});
