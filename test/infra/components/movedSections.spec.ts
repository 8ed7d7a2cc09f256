import { expect } from "chai";
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
