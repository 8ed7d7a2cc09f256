import { GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps } from "./support/engineEvents.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:mail";
const BOUNDARY = "arn:aws:iam::000000000000:policy/boundary";

describeEndToEnd("the settings of one function in the stack config", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "settings", {
      plain: {
        memorySize: "320",
        permissionsBoundary: BOUNDARY,
        "functions.notifier.memorySize": "192",
        "functions.notifier.timeoutSeconds": "9",
        "functions.notifier.reservedConcurrency": "2",
        "functions.notifier.architecture": "x86_64",
        "functions.notifier.ephemeralStorageMb": "1024",
        "functions.notifier.loadDuringInit": "false",
        "functions.notifier.environment.GREETING": "Hello",
        "functions.notifier.permissions[0].actions[0]": "sqs:SendMessage",
        "functions.notifier.permissions[0].resources[0]": QUEUE,
      },
    });
    await stack.stack.up();
  });

  const deployed = async (name: string) => {
    const command = new GetFunctionCommand({ FunctionName: stack.functionNameOf(name) });
    const { Configuration, Concurrency } = await createClients(run()).lambda.send(command);
    return {
      memorySize: Configuration?.MemorySize,
      timeout: Configuration?.Timeout,
      architectures: Configuration?.Architectures,
      storageMb: Configuration?.EphemeralStorage?.Size,
      greeting: Configuration?.Environment?.Variables?.["GREETING"],
      concurrency: Concurrency?.ReservedConcurrentExecutions,
    };
  };

  const roleName = async (name: string): Promise<string> => {
    const command = new GetFunctionCommand({ FunctionName: stack.functionNameOf(name) });
    const { Configuration } = await createClients(run()).lambda.send(command);
    return Configuration?.Role?.split("/").at(-1) ?? "";
  };
  const boundary = async (name: string): Promise<string | undefined> => {
    const command = new GetRoleCommand({ RoleName: await roleName(name) });
    const { Role } = await createClients(run()).iam.send(command);
    return Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  };

  const permissions = async (name: string): Promise<unknown[]> => {
    const { iam } = createClients(run());
    const RoleName = await roleName(name);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const documents = PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: { Sid: string }[] };
    });
    const statements = (await Promise.all(documents)).flatMap(({ Statement }) => Statement);
    return statements.filter(({ Sid }) => Sid.startsWith("Permission"));
  };

  /** Returns the steps of `up` without that of the provider of dynamic resources, whose inputs are the whole config. */
  const stepsOfUp = async () => {
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    return Object.fromEntries(Object.entries(steps.byName).filter(([name]) => name !== "default"));
  };

  const UNCHANGED = {
    timeout: 5,
    architectures: ["arm64"],
    storageMb: 512,
    greeting: undefined,
    concurrency: undefined,
  };

  it("are deployed to this function only", async () => {
    expect(await deployed("notifier")).to.deep.equal({
      memorySize: 192,
      timeout: 9,
      architectures: ["x86_64"],
      storageMb: 1024,
      greeting: "Hello",
      concurrency: 2,
    });
    expect(await deployed("viewer")).to.deep.equal({ ...UNCHANGED, memorySize: 320 });
    expect(await permissions("notifier")).to.deep.equal([
      { Sid: "Permission1", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [QUEUE] },
    ]);
    expect(await permissions("viewer")).to.deep.equal([]);
  });

  it("do not include permissionsBoundary, which every role has", async () => {
    for (const name of ["viewer", "notifier"]) expect(await boundary(name), name).to.equal(BOUNDARY);
  });

  it("change nothing in a second `up` with a refresh", async () => {
    await stack.stack.up({ refresh: true, expectNoChanges: true });
  });

  it("let the function be invoked, which loads the configuration if loadDuringInit is false", async () => {
    const { payload, functionError } = await invoke(run(), stack.functionNameOf("notifier"), { name: "Ada" });
    expect(functionError).to.equal(undefined);
    expect(payload).to.deep.include({ message: "Hello Ada", cache: "miss" });
  });

  it("are updated in place, and only for this function", async () => {
    await configure(stack, { plain: { "functions.notifier.ephemeralStorageMb": "768" } });
    expect(await stepsOfUp()).to.deep.equal({ "notifier-function": ["update"] });
    expect((await deployed("notifier")).storageMb).to.equal(768);
  });

  it("return to those of app/functions.ts and of the stack when they are removed", async () => {
    await removeConfig(stack, "functions");
    expect(await stepsOfUp()).to.deep.equal({ "notifier-function": ["update"], "notifier-policy": ["update"] });
    expect(await deployed("notifier")).to.deep.equal({ ...UNCHANGED, memorySize: 128 });
    expect(await permissions("notifier")).to.deep.equal([]);
    expect(await boundary("notifier")).to.equal(BOUNDARY);
    await stack.stack.up({ refresh: true, expectNoChanges: true });
  });

  it("let the roles lose their boundary when permissionsBoundary is removed", async () => {
    await removeConfig(stack, "permissionsBoundary");
    const roles = ["viewer", "notifier"].map((name) => stack.functionNameOf(name));
    expect(await stepsOfUp()).to.deep.equal(Object.fromEntries(roles.map((name) => [name, ["update"]])));
    for (const name of ["viewer", "notifier"]) expect(await boundary(name), name).to.equal(undefined);
  });
});
