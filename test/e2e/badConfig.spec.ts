import { expect } from "chai";
import { listResources } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { expectFailure } from "./support/engineEvents.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const PLAIN_SECRET = "forgotten-flag-3b8e";

const MISPLACED_SECRET = "not for everybody";

const MISTYPED_VALUE = "three";

const MISPLACED_VALUE = "https://misplaced.example.com/";

const PROBLEMS = [
  /logRetentionDays must be a CloudWatch Logs retention period .*\(got 42\)\. Fix: `pulumi config set logRetentionDays 30`/,
  // The plugin of the AWS provider does not pass on the reason of a failed lookup.
  /adminUser .*(existing IAM user|check that the user exists .*\)) \(got nobody\)\. Fix: `pulumi config set adminUser parameter-admin`/,
  /keyAdministrators\[0\] .*(existing IAM role|check that it exists .*) \(got arn:aws:iam::000000000000:role\/mistyped\)\. /,
  /secrets\.appSecrets\.plain must be encrypted, .*`pulumi config set --secret --path 'secrets\.appSecrets\.plain'`/,
  /parameters\.appConfig\.password was set with --secret, .*`pulumi config rm --path 'parameters\.appConfig\.password'`/,
  /functions\.notifier\.memorySize must be .* \(got 64\)\. Fix: `pulumi config set --path 'functions\.notifier\.memorySize' 256`/,
  /functions\.notifier\.environment\.LEVEL must be text, .*`pulumi config set --path --type string '.*\.LEVEL' 3`/,
  /functions\.missing must be a function of app\/functions\.ts \(functions: viewer, notifier\)\. Fix: /,
  /secrets\.appSecrets\.secretKey is missing: .*\. Fix: `pulumi config set --secret --path 'secrets\.appSecrets\.secretKey'`/,
  /parameters\.appConfig\.maxConnections does not match .*, then `pulumi config set --path 'parameters\.appConfig\.maxConnections'`/,
  /secrets\.appConfig must not be in both .*\. Fix: `pulumi config rm --path 'secrets\.appConfig'`/,
];

describeEndToEnd("a stack whose config has several problems", (run) => {
  let stack: TestStack;
  let earlier: string[];

  before(async () => {
    earlier = await listResources(run());
    stack = await createStack(run(), "bad", {
      plain: {
        adminUser: "nobody",
        logRetentionDays: "42",
        "keyAdministrators[0]": "arn:aws:iam::000000000000:role/mistyped",
        "secrets.appSecrets.plain": PLAIN_SECRET,
        "parameters.appConfig.maxConnections": MISTYPED_VALUE,
        "functions.notifier.memorySize": "64",
        "functions.notifier.environment.LEVEL": "3",
        "functions.missing.timeoutSeconds": "5",
        "secrets.appConfig.url": MISPLACED_VALUE,
      },
      secrets: {
        "secrets.appSecrets.encrypted": "as it should be",
        "parameters.appConfig.password": MISPLACED_SECRET,
      },
    });
  });

  it("fails the preview with all problems and their fixes", async () => {
    const message = await expectFailure(stack.stack.preview());
    for (const problem of PROBLEMS) expect(message).to.match(problem);
    expect(message).to.include("(11 problems)").and.not.include("as it should be");
    for (const secret of [PLAIN_SECRET, MISPLACED_SECRET, MISPLACED_VALUE, MISTYPED_VALUE])
      expect(message).not.to.include(secret);
  });

  it("fails `up` with the same problems, and creates nothing", async () => {
    const message = await expectFailure(stack.stack.up());
    for (const problem of PROBLEMS) expect(message).to.match(problem);
    expect(await listResources(run())).to.deep.equal(earlier);
    const state = (await stack.stack.exportStack()) as { deployment: { resources?: { type: string }[] } };
    const { resources = [] } = state.deployment;
    const types = resources.map(({ type }) => type).filter((type) => !type.startsWith("pulumi:"));
    expect(types).to.deep.equal([]);
  });
});
