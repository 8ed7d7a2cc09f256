import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { answerOf } from "./support/answer.ts";
import { clientsOf, parametersOf } from "./support/awsState.ts";
import { EngineSteps, failureOf } from "./support/engineSteps.ts";
import { configure, createStack, type TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

/** The part of an exported state that holds the provider's code. */
interface Deployment {
  readonly resources: readonly {
    readonly type: string;
    readonly inputs?: { __provider?: string };
    readonly outputs?: { __provider?: string };
  }[];
}

describeEndToEnd("SecureParameter under the engine", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "written", {
      plain: { revealSecrets: "true" },
      secrets: { "secrets.first.key": "one", "secrets.second.key": "two" },
    });
    await stack.stack.up();
  });

  it("takes newer code into the state without writing anything", async () => {
    const earlier = await parametersOf(run(), stack);
    const exported = await stack.stack.exportStack();
    const older = structuredClone(exported);
    for (const resource of secureParameters(older.deployment)) {
      for (const values of [resource.inputs, resource.outputs]) {
        if (values?.__provider) values.__provider += "\n// older";
      }
    }
    await stack.stack.importStack(older);

    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    expect(steps.byName).to.deep.equal({ "config-first": ["update"], "config-second": ["update"] });
    expect(await parametersOf(run(), stack)).to.deep.equal(earlier);
    const code = ({ deployment }: { deployment: unknown }) =>
      secureParameters(deployment).map(({ inputs, outputs }) => [inputs?.__provider, outputs?.__provider]);
    expect(code(await stack.stack.exportStack())).to.deep.equal(code(exported));
  });

  it("refuses a parameter that somebody else made, says what to do, and leaves the others as they are", async () => {
    const { ssm } = clientsOf(run());
    const Name = `${stack.path}/third`;
    const Value = JSON.stringify({ key: "by hand" });
    await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", KeyId: stack.keyAlias }));
    const earlier = await parametersOf(run(), stack);
    await configure(stack, { secrets: { "secrets.third.key": "three" } });

    const message = await failureOf(stack.stack.up());
    expect(message).to.include(`${Name} exists already and this stack did not make it`);
    expect(message).to.include(`aws ssm delete-parameter --name ${Name}`).and.not.include("three");
    expect(await parametersOf(run(), stack)).to.deep.equal(earlier);

    await ssm.send(new DeleteParameterCommand({ Name }));
    await stack.stack.up();
    expect((await answerOf(run(), stack)).sections["third"]).to.deep.equal({ key: "three" });
  });

  it("replaces every secret when the environment's name changes", async () => {
    await configure(stack, { plain: { environment: "renamed" } });
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    for (const name of ["first", "second", "third"]) {
      expect(steps.byName[`config-${name}`]).to.deep.equal(["create-replacement", "replace", "delete-replaced"]);
    }
    expect(await parametersOf(run(), stack)).to.deep.equal({});
    const { sections } = await answerOf(run(), { functionName: "parameterStoreBlog-renamed" });
    expect(sections).to.deep.include({ first: { key: "one" }, second: { key: "two" }, third: { key: "three" } });
  });
});

const secureParameters = (deployment: unknown): Deployment["resources"] =>
  (deployment as Deployment).resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/ssm:SecureParameter");
