import { ListTagsForResourceCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createClients, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

/** The part of an exported state that contains the provider code. */
interface Deployment {
  readonly resources: readonly {
    readonly type: string;
    readonly inputs?: { __provider?: string };
    readonly outputs?: { __provider?: string };
  }[];
}

type Deployed = Awaited<ReturnType<TestStack["stack"]["exportStack"]>>;

describeEndToEnd("SecureParameter in the engine", (run) => {
  let stack: TestStack;
  let earlier: Deployed;
  const atThird = () => ({ Name: `${stack.path}/third` });
  const atFourth = () => ({ Name: `${stack.path}/fourth` });

  before(async () => {
    stack = await createStack(run(), "written", {
      plain: { revealSecrets: "true" },
      secrets: { "secrets.first.key": "one", "secrets.second.key": "two" },
    });
    await setDefaultTags({ team: "blue", old: "yes" });
    await stack.stack.up();
  });

  /** Runs `pulumi config set aws:defaultTags`, only with the local provider: the AWS plugin has its own tests. */
  async function setDefaultTags(tags: Readonly<Record<string, string>>): Promise<void> {
    if (run().provider === "local") {
      await stack.stack.setConfig("aws:defaultTags", { value: JSON.stringify({ tags }) });
    }
  }

  async function expectTags(tags: Readonly<Record<string, string>>, ...names: readonly string[]): Promise<void> {
    if (run().provider !== "local") return;
    const found: Record<string, unknown> = {};
    for (const name of names) {
      const resource = { ResourceType: "Parameter", ResourceId: `${stack.path}/${name}` } as const;
      const { TagList = [] } = await createClients(run()).ssm.send(new ListTagsForResourceCommand(resource));
      found[name] = Object.fromEntries(TagList.map(({ Key = "", Value }) => [Key, Value]));
    }
    expect(found).to.deep.equal(Object.fromEntries(names.map((name) => [name, tags])));
  }

  it("sets the same default tags on secrets as on other parameters", () =>
    expectTags({ team: "blue", old: "yes" }, "first", "second", "appConfig"));

  it("fails before any change when an interrupted update, or anyone else, already created a new secret", async () => {
    const { ssm } = createClients(run());
    earlier = await stack.stack.exportStack();
    await configure(stack, { secrets: { "secrets.first.key": "one again", "secrets.fourth.key": "4444" } });
    await setDefaultTags({ team: "green", cost: "1" });
    await stack.stack.up();
    // One was written, one only tagged, one created, and one is not a secret.
    await expectTags({ team: "green", cost: "1" }, "first", "second", "fourth", "appConfig");
    // As if the engine had ended before it wrote the state, which contains the code of an older program.
    await stack.stack.importStack(withOlderCode(earlier));
    const manual = { Value: JSON.stringify({ key: "manual" }), Type: "SecureString", KeyId: stack.keyAlias } as const;
    await ssm.send(new PutParameterCommand({ ...atThird(), ...manual }));
    await configure(stack, { secrets: { "secrets.third.key": "three" } });
    const written = await readParameters(run(), stack);

    const message = await expectFailure(stack.stack.up({ continueOnError: true }));
    for (const { Name } of [atThird(), atFourth()]) expect(message).to.include(`already exists in Parameter Store as ${Name}`);
    expect(message)
      .to.include("`pulumi config set --path 'adopt[0]' fourth`")
      .and.include("`pulumi config set --path 'adopt[1]' third`")
      .and.not.include("delete-parameter");
    for (const value of ["one again", "three", "4444", "manual"]) expect(message).not.to.include(value);
    expect(await readParameters(run(), stack)).to.deep.equal(written);
  });

  it("rewrites what an interrupted update wrote, and overwrites adopted parameters", async () => {
    await configure(stack, { plain: { "adopt[0]": "fourth", "adopt[1]": "third" } });
    await setDefaultTags({});
    await stack.stack.up();
    await expectTags({}, "third", "fourth");
    const found = await readParameters(run(), stack);
    const versions = Object.fromEntries(Object.entries(found).map(([name, { version }]) => [name, version]));
    expect(versions).to.deep.equal({ appConfig: 1, first: 3, second: 1, third: 2, fourth: 2 });
    const { sections } = await invokeStack(run(), stack);
    expect(sections).to.deep.include({
      first: { key: "one again" },
      third: { key: "three" },
      fourth: { key: "4444" },
    });
  });

  it("writes newer provider code to the state", async () => {
    const code = ({ deployment }: { deployment: unknown }) =>
      new Set(secureParameters(deployment).flatMap(({ inputs, outputs }) => [inputs?.__provider, outputs?.__provider]));
    expect(code(await stack.stack.exportStack())).to.deep.equal(code(earlier));
  });

  it("replaces every secret when `environment` changes", async () => {
    await configure(stack, { plain: { environment: "renamed" } });
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    for (const name of ["first", "second", "third", "fourth"]) {
      expect(steps.byName[`config-${name}`]).to.deep.equal(["create-replacement", "replace", "delete-replaced"]);
    }
    expect(await readParameters(run(), stack)).to.deep.equal({});
    const { sections } = await invokeStack(run(), { functionName: "parameterStoreBlog-renamed" });
    expect(sections).to.deep.include({ first: { key: "one again" }, second: { key: "two" }, fourth: { key: "4444" } });
  });
});

const secureParameters = (deployment: unknown): Deployment["resources"] =>
  (deployment as Deployment).resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/ssm:SecureParameter");

function withOlderCode(exported: Deployed): Deployed {
  const older = structuredClone(exported);
  for (const { inputs, outputs } of secureParameters(older.deployment)) {
    for (const values of [inputs, outputs]) if (values?.__provider) values.__provider += "\n// older";
  }
  return older;
}
