import { expect } from "chai";
import { runValidProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";

const SECURE_PARAMETER = "pulumi-nodejs:dynamic/ssm:SecureParameter";
const FUNCTION = "aws:lambda/function:Function";

describe("the program", () => {
  const inputsOf = async (type: string, options: ProgramOptions, name?: string) => {
    const { resources } = await runValidProgram(options);
    return only(resources, type, name).inputs;
  };
  const functionInputs = (options: ProgramOptions, name = "viewer") => inputsOf(FUNCTION, options, `${name}-function`);

  it("passes timeoutSeconds and memorySize to every function without its own", async () => {
    const config = { "shared-secrets:timeoutSeconds": 30, "shared-secrets:memorySize": 1024 };
    expect(await functionInputs({ config })).to.include({ timeout: 30, memorySize: 1024 });
    expect(await functionInputs({ config }, "notifier")).to.include({ timeout: 30, memorySize: 128 });
  });

  it("passes cacheTtlSeconds and cacheMaxStaleSeconds to the function, 0 included", async () => {
    const config = { "shared-secrets:cacheTtlSeconds": 0, "shared-secrets:cacheMaxStaleSeconds": 60 };
    const { environment } = (await functionInputs({ config })) as { environment: { variables: object } };
    expect(environment.variables).to.include({ CACHE_TTL_SECONDS: "0", CACHE_MAX_STALE_SECONDS: "60" });
  });

  it("builds every name from environment and appName, regardless of the stack's name", async () => {
    const config = { "shared-secrets:environment": "qa", "shared-secrets:appName": "shop" };
    const { resources, outputs } = await runValidProgram({ config });
    expect(outputs).to.include({ environment: "qa", functionName: "shop-qa_viewer", parameterPath: "/qa/shop" });
    const named = resources.flatMap(({ inputs: { name } }) => (typeof name === "string" ? [name] : []));
    expect(named.sort()).to.deep.equal([
      "/aws/lambda/shop-qa_notifier",
      "/aws/lambda/shop-qa_viewer",
      "/qa/shop/appConfig",
      "/qa/shop/appSecrets",
      "alias/shop-qa",
      "shop-qa_notifier",
      "shop-qa_viewer",
    ]);
  });

  it("sets aws:defaultTags on secrets, which the AWS provider does not write", async () => {
    const config = { "aws:defaultTags": { tags: { team: "blue" } } };
    expect((await inputsOf(SECURE_PARAMETER, { config }))["tags"]).to.deep.equal({ team: "blue" });
  });

  it("omits default tags that match aws:ignoreTags from secrets", async () => {
    const config = {
      "aws:defaultTags": { tags: { team: "blue", "cost:center": "1", backup: "daily" } },
      "aws:ignoreTags": { keys: ["backup"], keyPrefixes: ["cost:"] },
    };
    expect((await inputsOf(SECURE_PARAMETER, { config }))["tags"]).to.deep.equal({ team: "blue" });
  });

  it("sets no tags when aws:defaultTags has no tags", async () => {
    expect((await inputsOf(SECURE_PARAMETER, { config: { "aws:defaultTags": {} } }))["tags"]).to.deep.equal({});
  });

  it("adds keyAdministrators to adminUser in the key policy", async () => {
    const deployer = "arn:aws:iam::123456789012:role/ci/deployer";
    const inputs = await inputsOf("aws:kms/key:Key", {
      config: { "shared-secrets:keyAdministrators": [deployer] },
      principals: { [deployer]: "AROADEPLOYER" },
    });
    const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: { Sid: string; Principal: unknown }[] };
    const administrators = { AWS: ["arn:aws:iam::123456789012:user/parameter-admin", deployer] };
    expect(Statement.slice(0, 2).map(({ Principal }) => Principal)).to.deep.equal([administrators, administrators]);
    expect(Statement[0]?.Sid).to.equal("AdministerKeyAIDAEXAMPLEAndAROADEPLOYER");
  });

  it("protects the key and the secrets when protect is true", async () => {
    const { resources } = await runValidProgram({ config: { "shared-secrets:protect": true } });
    const names = resources.filter(({ protect }) => protect).map(({ name }) => name);
    expect(names.sort()).to.deep.equal(["config-appSecrets", "secrets-key"]);
  });
});
