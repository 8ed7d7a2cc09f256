import { GetRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, ListAliasesCommand } from "@aws-sdk/client-kms";
import { DeleteFunctionCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { UpOptions } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { echoFile, functionsFile, sectionsFile, sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { invoke } from "../../tools/local/invocation.ts";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, GrantMessages } from "./support/engineEvents.ts";
import { openTestStack, configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";
import { LISTENER, requestUrl, TRIGGERS, waitForEvent } from "./support/triggers.ts";
import type { Received } from "./support/triggers.ts";

const MASK = "********";
const JOBS = "arn:aws:sqs:eu-west-1:000000000000:jobs";

/** The functions of the project as a user could write them, by name: their line in `app/functions.ts` and their file. */
const FUNCTIONS = {
  auditor: [`{ reads: "all" }`, echoFile("auditor")],
  worker: [
    `{ reads: ["appConfig", "dbSecrets"], permissions: [{ actions: ["sqs:SendMessage"], resources: ["${JOBS}"] }] }`,
    `import { defineHandler } from "./functions.ts";
     export const handler = defineHandler("worker", (event: { readonly step: number }, { configuration, cache }) => ({
       step: event.step,
       sections: Object.keys(configuration),
       password: configuration.dbSecrets["password"],
       cache: cache.state,
     }));`,
  ],
  greeter: [
    `{ reads: ["appConfig"], timeoutSeconds: 10, environment: { GREETING: "Welcome" } }`,
    `import { setTimeout } from "node:timers/promises";
     import { defineHandler } from "./functions.ts";
     let setUps = 0;
     export const handler = defineHandler("greeter", {
       setUp: async ({ appConfig }) => {
         await setTimeout(10);
         setUps += 1;
         return { host: new URL(String(appConfig["url"])).host };
       },
       handle: (event: { readonly name: string }, { app, configuration, cache }) => ({
         message: \`\${process.env["GREETING"]} to \${app.host}, \${event.name}\`,
         sections: Object.keys(configuration),
         setUps,
         cache: cache.state,
       }),
     });`,
  ],
  mailer: [`{ reads: ["appSecrets"] }`, echoFile("mailer")],
  /** The same as `mailer`, under another name. */
  postman: [`{ reads: ["appSecrets"] }`, echoFile("postman")],
  listener: LISTENER,
} as const;

type FunctionName = keyof typeof FUNCTIONS;

/**
 * Returns the folder of a project with `listener`, its triggers and these functions. Each version of a project has its own
 * directory: a module is evaluated once.
 */
function projectWith(...others: readonly FunctionName[]): string {
  const names = [...others, "listener"] as const;
  const app = {
    "sections.ts": sectionsFile({ appConfig: "plain", appSecrets: "secret", dbSecrets: "secret" }),
    "functions.ts": functionsFile(`{ ${names.map((name) => `${name}: ${FUNCTIONS[name][0]}`).join(", ")} }`),
    ...Object.fromEntries(names.map((name) => [`${name}.ts`, FUNCTIONS[name][1]])),
  };
  return sharedProject(app, TRIGGERS);
}

describeEndToEnd("a project with its own functions", (run) => {
  let stack: TestStack;
  /** The messages of the latest deployment about changes of the key policy. */
  let grants: readonly string[];

  before(async () => {
    stack = await createStack(run(), "own", {
      plain: { "parameters.extra.note": "not declared" },
      secrets: { "secrets.appSecrets.secretKey": "app-secret", "secrets.dbSecrets.password": "db-password" },
    });
    await deploy("auditor", "worker", "greeter");
  });

  /**
   * Deploys the project with these functions, and returns what the engine does, by the name of the resource. Leaves out
   * the provider of the secrets, which the engine updates whenever the config changes.
   */
  async function deploy(...names: readonly FunctionName[]): Promise<Readonly<Record<string, string[]>>> {
    stack = { ...stack, stack: await openTestStack(run(), "own", projectWith(...names)) };
    return deployAgain();
  }
  async function deployAgain(options: UpOptions = {}): Promise<Readonly<Record<string, string[]>>> {
    const [steps, messages] = [new EngineSteps(), new GrantMessages()];
    await stack.stack.up({
      ...options,
      onEvent: (event) => {
        steps.record(event);
        messages.record(event);
      },
    });
    grants = messages.texts;
    return Object.fromEntries(Object.entries(steps.byName).filter(([name]) => name !== "default"));
  }

  /** Returns the same operation for each resource of a function, by name. Two components have the function's name. */
  const stepsOf = (name: FunctionName, operation: string): Readonly<Record<string, string[]>> => ({
    [name]: [operation, operation],
    [`${name}-function`]: [operation],
    [`${name}-logs`]: [operation],
    [`${name}-policy`]: [operation],
    [stack.functionNameOf(name)]: [operation],
  });

  const liveConfigurationOf = (name: FunctionName) => {
    const FunctionName = stack.functionNameOf(name);
    return createClients(run()).lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  };
  const configVersions = async (...names: readonly FunctionName[]) => {
    const live = await Promise.all(names.map(liveConfigurationOf));
    return live.map(({ Environment }) => Environment?.Variables?.["CONFIG_VERSION"]);
  };
  const respond = async (name: FunctionName, event: unknown = {}): Promise<unknown> => {
    const { payload, functionError, log } = await invoke(run(), stack.functionNameOf(name), event);
    if (functionError !== undefined) throw new Error(`${name} failed:\n${JSON.stringify(payload)}\n${log}`);
    return payload;
  };
  /** Invokes functions, and returns whether each of them has a new execution environment. */
  const startsOf = async (...names: readonly FunctionName[]) => {
    const starts: unknown[] = [];
    for (const name of names) {
      starts.push((await invoke(run(), stack.functionNameOf(name), { step: 1, name: "Ada" })).start);
    }
    return starts;
  };
  const roleOf = async (name: FunctionName): Promise<string> => (await liveConfigurationOf(name)).Role ?? "";
  /** Returns the statements of a role's only policy, by Sid. */
  async function rolePolicyOf(name: FunctionName): Promise<Readonly<Record<string, Statement>>> {
    const { iam } = createClients(run());
    const RoleName = (await roleOf(name)).split("/").at(-1);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).to.have.length(1);
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
    return bySid(decodeURIComponent(PolicyDocument ?? ""));
  }
  async function readersOfKey(): Promise<KeyReaders> {
    const { kms } = createClients(run());
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
    const KeyId = Aliases.find(({ AliasName }) => AliasName === stack.keyAlias)?.TargetKeyId;
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    const statements = Object.values(bySid(Policy));
    const allows = statements.filter(({ Effect, Action }) => Effect === "Allow" && Action === "kms:Decrypt");
    const deny = statements.find(({ Sid }) => Sid === "NobodyElseDecrypts");
    return {
      allowed: Object.fromEntries(allows.map(({ Principal, Condition }) => [Principal?.AWS ?? "", Condition])),
      exempt: listOf(deny?.Condition?.["StringNotEquals"]?.["aws:PrincipalArn"]),
      deny,
    };
  }
  /** Returns the function, the role and the log group that a function has or left behind. */
  const resourcesOf = async (name: FunctionName): Promise<readonly string[]> =>
    (await listResources(run())).filter((resource) => resource.includes(stack.functionNameOf(name)));

  it("logs each grant in the first `up`", () => {
    expect(grants).to.deep.equal([
      "info: The key policy will let auditor decrypt all secrets under /own/parameterStoreBlog.",
      "info: The key policy will let worker decrypt dbSecrets.",
    ]);
  });

  it("gives a function that reads all sections each of them by path, and those that are not declared", async () => {
    const { payload, loadCalls } = await invoke(run(), stack.functionNameOf("auditor"), { step: 1 });
    expect(payload).to.deep.include({
      event: { step: 1 },
      configuration: {
        appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 },
        appSecrets: { secretKey: MASK },
        dbSecrets: { password: MASK },
        undeclared: { extra: { note: "not declared" } },
      },
    });
    expect(loadCalls.map(({ operation }) => operation)).to.deep.equal(["GetParametersByPath"]);
    const { ReadParameters } = await rolePolicyOf("auditor");
    expect(ReadParameters).to.deep.include({
      Action: "ssm:GetParametersByPath",
      Resource: "arn:aws:ssm:eu-west-1:000000000000:parameter/own/parameterStoreBlog",
    });
  });

  it("gives a function that reads a list exactly those sections by name, and its permissions to its role only", async () => {
    const { payload, loadCalls } = await invoke(run(), stack.functionNameOf("worker"), { step: 7 });
    expect(payload).to.deep.equal({
      step: 7,
      sections: ["appConfig", "dbSecrets"],
      password: "db-password",
      cache: "hit",
    });
    expect(loadCalls.map(({ operation }) => operation)).to.deep.equal(["GetParameters"]);
    const { ReadParameters, Permission1 } = await rolePolicyOf("worker");
    expect(ReadParameters).to.deep.include({
      Action: "ssm:GetParameters",
      Resource: ["appConfig", "dbSecrets"].map(
        (section) => `arn:aws:ssm:eu-west-1:000000000000:parameter/own/parameterStoreBlog/${section}`,
      ),
    });
    expect(listOf(Permission1?.Action)).to.deep.equal(["sqs:SendMessage"]);
    expect(listOf(Permission1?.Resource)).to.deep.equal([JOBS]);
    for (const other of ["auditor", "greeter"] as const) {
      expect(await rolePolicyOf(other)).not.to.have.property("Permission1");
    }
  });

  it("awaits setUp once per configuration version, and passes the event and the function's own settings", async () => {
    for (let count = 0; count < 2; count++) {
      expect(await respond("greeter", { name: "Ada" })).to.deep.equal({
        message: "Welcome to dev.example.com, Ada",
        sections: ["appConfig"],
        setUps: 1,
        cache: "hit",
      });
    }
    expect((await liveConfigurationOf("greeter")).Timeout).to.equal(10);
    expect((await liveConfigurationOf("worker")).Timeout).to.equal(5);
  });

  it("lets the roles of the functions that read a secret decrypt, each only what it reads", async () => {
    const { allowed, exempt } = await readersOfKey();
    const [auditor, worker] = [await roleOf("auditor"), await roleOf("worker")];
    expect(Object.keys(allowed)).to.have.members([auditor, worker]);
    expect(exempt).to.have.members([auditor, worker]);
    const name = "kms:EncryptionContext:PARAMETER_ARN";
    expect(allowed[auditor]?.["StringLike"]?.[name]).to.equal(
      "arn:aws:ssm:eu-west-1:000000000000:parameter/own/parameterStoreBlog/*",
    );
    expect(listOf(allowed[worker]?.["StringEquals"]?.[name])).to.deep.equal([
      "arn:aws:ssm:eu-west-1:000000000000:parameter/own/parameterStoreBlog/dbSecrets",
    ]);
  });

  it("changes nothing in a second `up`", async () => {
    expect(await deploy("auditor", "worker", "greeter")).to.deep.equal({});
    expect(grants).to.deep.equal([]);
  });

  it("reloads a changed secret only in the functions that read it", async () => {
    const before = await configVersions("auditor", "worker", "greeter");
    await configure(stack, { secrets: { "secrets.appSecrets.secretKey": "changed" } });
    const steps = await deploy("auditor", "worker", "greeter");
    expect(steps).to.deep.equal({ "config-appSecrets": ["update"], "auditor-function": ["update"] });
    const after = await configVersions("auditor", "worker", "greeter");
    expect(after.slice(1)).to.deep.equal(before.slice(1));
    expect(after[0]).not.to.equal(before[0]);
    expect(await startsOf("worker", "greeter", "auditor")).to.deep.equal(["warm", "warm", "cold"]);
  });

  it("logs in a preview who newly can decrypt, although the key policy is unknown until the role exists", async () => {
    const changed = await openTestStack(run(), "own", projectWith("auditor", "worker", "greeter", "mailer"));
    const messages = new GrantMessages();
    await changed.preview({ onEvent: messages.record });
    expect(messages.texts).to.deep.equal(["info: The key policy will let mailer decrypt appSecrets."]);
  });

  it("creates only the resources of an added function, and adds it to the key policy if it reads a secret", async () => {
    const { "secrets-key": key, ...created } = await deploy("auditor", "worker", "greeter", "mailer");
    expect(key).to.deep.equal(["update"]);
    expect(created).to.deep.equal(stepsOf("mailer", "create"));
    expect(grants).to.deep.equal(["info: The key policy will let mailer decrypt appSecrets."]);
    expect(await respond("mailer")).to.deep.include({ configuration: { appSecrets: { secretKey: MASK } } });
    expect((await readersOfKey()).exempt).to.include(await roleOf("mailer"));
    expect(await startsOf("worker", "greeter")).to.deep.equal(["warm", "warm"]);
  });

  it("deletes only the resources of a removed function, and removes it from the key policy", async () => {
    const role = await roleOf("worker");
    const { "secrets-key": key, ...deleted } = await deploy("auditor", "greeter", "mailer");
    expect(key).to.deep.equal(["update"]);
    expect(deleted).to.deep.equal(stepsOf("worker", "delete"));
    expect(grants).to.deep.equal(["info: The key policy will no longer let worker decrypt dbSecrets."]);
    const { allowed, exempt } = await readersOfKey();
    expect(Object.keys(allowed)).to.have.length(2).and.not.include(role);
    expect(exempt).to.have.length(2).and.not.include(role);
    expect(await startsOf("greeter")).to.deep.equal(["warm"]);
    expect(await resourcesOf("worker")).to.deep.equal([]);
  });

  it("treats a renamed function as an added and a removed one, and leaves the parameters as they are", async () => {
    const steps = await deploy("auditor", "greeter", "postman");
    const { "secrets-key": key, ...others } = steps;
    expect(key).to.deep.equal(["update"]);
    expect(others).to.deep.equal({ ...stepsOf("postman", "create"), ...stepsOf("mailer", "delete") });
    // The old function exists until the new one can decrypt.
    const order = Object.keys(steps);
    expect(order.indexOf("secrets-key")).to.be.lessThan(order.indexOf("mailer-function"));
    expect(grants).to.deep.equal([
      "info: The key policy will no longer let mailer decrypt appSecrets.",
      "info: The key policy will let postman decrypt appSecrets.",
    ]);
    expect(await respond("postman")).to.deep.include({ configuration: { appSecrets: { secretKey: MASK } } });
    expect((await readersOfKey()).exempt).to.have.members([await roleOf("auditor"), await roleOf("postman")]);
    expect(await resourcesOf("mailer")).to.deep.equal([]);
  });

  it("recreates a function that was deleted outside Pulumi, with the same role, log group and grants", async () => {
    const [role, readers] = [await roleOf("postman"), await readersOfKey()];
    const FunctionName = stack.functionNameOf("postman");
    await createClients(run()).lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect(await deployAgain({ refresh: true })).to.deep.equal({ "postman-function": ["create"] });
    expect(grants).to.deep.equal([]);
    expect(await roleOf("postman")).to.equal(role);
    expect(await readersOfKey()).to.deep.equal(readers);
    expect(await respond("postman")).to.deep.include({ configuration: { appSecrets: { secretKey: MASK } } });
  });

  it("lets nobody decrypt when the last function that reads a secret is removed, and keeps the secrets", async () => {
    const parameters = await readParameters(run(), stack);
    const { "secrets-key": key, ...deleted } = await deploy("greeter");
    expect(key).to.deep.equal(["update"]);
    expect(deleted).to.deep.equal({ ...stepsOf("auditor", "delete"), ...stepsOf("postman", "delete") });
    expect(grants).to.deep.equal([
      "info: The key policy will no longer let auditor decrypt all secrets under /own/parameterStoreBlog.",
      "info: The key policy will no longer let postman decrypt appSecrets.",
    ]);
    const { allowed, deny } = await readersOfKey();
    expect(allowed).to.deep.equal({});
    expect(deny).to.deep.include({ Effect: "Deny" }).and.not.to.have.property("Condition");
    expect(await readParameters(run(), stack)).to.deep.equal(parameters);
    expect(await startsOf("greeter")).to.deep.equal(["warm"]);
  });

  describe("a function of a project with its own triggers", () => {
    const APP_CONFIG = { appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 } };
    const outputOf = async (name: string) => String((await stack.outputs())[name]?.value);

    it("receives the messages of a queue, with its configuration", async () => {
      const [QueueUrl, MessageBody] = [await outputOf("queueUrl"), "Dear Ada"];
      await createClients(run()).sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      const { event, configuration } = await waitForEvent(run(), stack.functionNameOf("listener"), MessageBody);
      expect(event).to.have.nested.property("Records[0].body", MessageBody);
      expect(event).to.have.nested.property("Records[0].eventSource", "aws:sqs");
      expect(configuration).to.deep.equal(APP_CONFIG);
    });

    it("receives the requests to its URL, with its configuration, unless they are not signed", async () => {
      const request = async (signed: boolean) => requestUrl(run(), await outputOf("urlId"), "/greet?name=Ada", signed);
      const { event, configuration } = (await (await request(true)).json()) as Received;
      expect(event).to.deep.include({ rawPath: "/greet", queryStringParameters: { name: "Ada" } });
      expect(configuration).to.deep.equal(APP_CONFIG);
      expect((await request(false)).status).to.equal(403);
    });

    // The last test, because the first minute of the schedule has then passed.
    it("receives the events of a schedule, with its configuration", async () => {
      const { event, configuration } = await waitForEvent(run(), stack.functionNameOf("listener"), "Scheduled Event");
      expect(event)
        .to.include({ source: "aws.events" })
        .and.have.nested.property("resources[0]")
        .that.includes("minutely");
      expect(configuration).to.deep.equal(APP_CONFIG);
    });
  });
});

/** The principals that a key policy lets decrypt. */
interface KeyReaders {
  /** The condition of the Allow statement, by role. */
  readonly allowed: Readonly<Record<string, Conditions | undefined>>;
  /** The roles that the Deny exempts. */
  readonly exempt: readonly string[];
  /** The statement that denies everybody else to decrypt. */
  readonly deny: Statement | undefined;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal?: { readonly AWS: string };
  readonly Condition?: Conditions;
}

const bySid = (policy: string): Readonly<Record<string, Statement>> =>
  Object.fromEntries(
    (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement.map((each) => [each.Sid, each]),
  );

/** Returns a list; AWS can replace a list of one with its element. */
const listOf = (value: string | readonly string[] = []): readonly string[] =>
  typeof value === "string" ? [value] : value;
