import { expect } from "chai";
import { configSchema } from "../../../infra/config/configSchema.ts";
import { runProgram } from "../../../tools/fakes/program.ts";

const passes = (key: keyof typeof configSchema.shape, text: string) => configSchema.shape[key].safeParse(text).success;

describe("the config schema", () => {
  it("accepts function names of 56 characters", async () => {
    const appName = "a".repeat(43);
    const { error, outputs } = await runProgram({ config: { "shared-secrets:appName": appName } });
    expect(error).to.equal(undefined);
    expect(outputs["functions"])
      .to.have.nested.property("notifier.functionName", `${appName}-dev_notifier`)
      .and.to.have.length(56);
  });

  it("accepts a recycler name of 56 characters", async () => {
    const appName = "a".repeat(43);
    const config = { "shared-secrets:appName": appName, "shared-secrets:refreshOnChange": true };
    const { error, outputs } = await runProgram({ config });
    expect(error).to.equal(undefined);
    expect(outputs["recyclerName"]).to.equal(`${appName}-dev_recycler`).and.to.have.length(56);
  });

  it("accepts sections of exactly 8,192 bytes", () => {
    const letters = JSON.stringify({ big: { a: "x".repeat(8192 - '{"a":""}'.length) } });
    const threeBytes = JSON.stringify({ big: { a: "€".repeat(2728) } });
    for (const key of ["parameters", "secrets"] as const) {
      expect(passes(key, letters)).to.be.true;
      expect(passes(key, threeBytes)).to.be.true;
    }
  });

  it("accepts the limits of every number", () => {
    for (const text of ["128", "10240"]) expect(passes("memorySize", text)).to.be.true;
    for (const text of ["1", "900"]) expect(passes("timeoutSeconds", text)).to.be.true;
    for (const text of ["0", "86400"]) {
      expect(passes("cacheTtlSeconds", text)).to.be.true;
      expect(passes("cacheMaxStaleSeconds", text)).to.be.true;
    }
    for (const text of ["7", "30"]) expect(passes("keyDeletionWindowDays", text)).to.be.true;
    for (const text of ["1", "3653"]) expect(passes("logRetentionDays", text)).to.be.true;
  });

  it("accepts roles and users with paths, in every partition, as administrators", () => {
    const arns = [
      "arn:aws:iam::123456789012:role/ci/deployer",
      "arn:aws-cn:iam::123456789012:user/someone",
      "arn:aws-us-gov:iam::123456789012:role/deployer",
    ];
    expect(passes("keyAdministrators", JSON.stringify(arns))).to.be.true;
  });

  it("accepts policies of an account with a path, and policies of AWS, as permissionsBoundary", () => {
    for (const text of ["123456789012:policy/boundaries/app", "aws:policy/PowerUserAccess"]) {
      expect(passes("permissionsBoundary", `arn:aws:iam::${text}`)).to.be.true;
    }
  });

  it("accepts environments of 1 to 31 characters", () => {
    for (const text of ["d", "dev-1", `d${"e".repeat(30)}`]) expect(passes("environment", text)).to.be.true;
  });

  it("accepts every character that IAM allows in a user name", () => {
    for (const text of ["a", "A.b_c-d+e=f,g@h", "a".repeat(64)]) expect(passes("adminUser", text)).to.be.true;
    expect(passes("adminUser", "a".repeat(65))).to.be.false;
  });
});
