import { expect } from "chai";
import { CANARY } from "../support/canary.ts";
import { configProblems } from "../support/configProblems.ts";

describe("the problems of a config", () => {
  it("are reported together, including those between keys and those of the stack file", async () => {
    const problems = await configProblems({
      getUserError: "NoSuchEntity",
      config: {
        "aws:tagPolicyCompliance": "error",
        "shared-secrets:environment": "Prod!",
        "shared-secrets:memorySize": 64,
        "shared-secrets:timeoutSeconds": 0,
        "shared-secrets:logRetentionDays": 42,
        "shared-secrets:keyDeletionWindowDays": 3,
        "shared-secrets:keyAdministrators": ["arn:aws:iam::123456789012:root"],
        "shared-secrets:protect": "yes",
        "shared-secrets:parameters": { section: "text", "a/b": {}, good: {} },
      },
      secrets: { plain: { value: CANARY } },
      storedSecrets: { plain: { value: CANARY } },
    });
    expect(problems.map(({ key }) => key)).to.have.members([
      "aws:tagPolicyCompliance",
      "environment",
      "memorySize",
      "timeoutSeconds",
      "logRetentionDays",
      "keyDeletionWindowDays",
      "keyAdministrators[0]",
      "protect",
      "parameters.section",
      'parameters["a/b"]',
      "secrets.plain.value",
      "adminUser",
    ]);
  });

  it("contain no value of a key that was given with --secret", async () => {
    const [problem] = await configProblems({
      config: { "shared-secrets:memorySize": CANARY },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:memorySize"],
    });
    expect(problem).to.include({ key: "memorySize" }).and.not.to.have.property("given");
  });

  it("contain no administrator that was given with --secret", async () => {
    const [problem] = await configProblems({
      getUserError: `NoSuchEntity: The user with name ${CANARY} cannot be found.`,
      config: { "shared-secrets:adminUser": CANARY },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:adminUser"],
    });
    expect(problem).to.include({ key: "adminUser" }).and.not.to.have.property("given");
  });
});
