import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { Properties } from "../../tools/local-provider/properties.ts";
import { ARCHIVE, functionInputs, SIGNATURE, urn } from "../tools/local-provider/support/unreachableProvider.ts";
import { useProviderWithEmulator } from "./support/providerWithEmulator.ts";

const FUNCTION = urn("aws:lambda/function:Function");
const FunctionName = "app-dev";
const QUEUE = { targetArn: "arn:aws:sqs:eu-west-1:000000000000:dead" };
const IGNORED = ["environment.variables.RECYCLED_AT"];

describe("a function of the local AWS provider", () => {
  const running = useProviderWithEmulator();
  let state: Properties;

  const program = (more: Properties = {}): Properties => {
    const code = { [SIGNATURE]: ARCHIVE, hash: "one", path: running().zip };
    const { inputs, failures } = running().provider.check(FUNCTION, {}, functionInputs({ code, ...more }));
    expect(failures).to.deep.equal([]);
    return inputs;
  };
  const read = async () => (await running().provider.read(FUNCTION, FunctionName, state)) ?? {};
  const update = async (more: Properties) => {
    state = await running().provider.update(FUNCTION, FunctionName, state, program(more));
  };
  const live = () => running().aws.lambda.send(new GetFunctionCommand({ FunctionName }));
  const configure = (
    settings: Omit<ConstructorParameters<typeof UpdateFunctionConfigurationCommand>[0], "FunctionName">,
  ) => running().aws.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...settings }));

  beforeEach(async () => {
    const { outputs } = await running().provider.create(
      FUNCTION,
      program({ deadLetterConfig: QUEUE, reservedConcurrentExecutions: 1 }),
    );
    state = outputs;
  });
  afterEach(() => running().provider.delete(FUNCTION, FunctionName, state));

  it("is created with its dead-letter queue and reserved concurrency", async () => {
    const { Configuration, Concurrency } = await live();
    expect(Configuration?.DeadLetterConfig).to.deep.equal({ TargetArn: QUEUE.targetArn });
    expect(Concurrency).to.deep.equal({ ReservedConcurrentExecutions: 1 });
    expect(await read()).to.deep.equal(state);
  });

  it("updates and removes the dead-letter queue and the reserved concurrency", async () => {
    const other = { targetArn: `${QUEUE.targetArn}-letters` };
    await update({ deadLetterConfig: other, reservedConcurrentExecutions: 0 });
    expect(state).to.deep.include({ deadLetterConfig: other, reservedConcurrentExecutions: 0 });
    expect(await read()).to.deep.equal(state);
    expect((await live()).Concurrency).to.deep.equal({ ReservedConcurrentExecutions: 0 });

    await update({});
    expect(state).to.include({ reservedConcurrentExecutions: -1 }).and.to.not.have.key("deadLetterConfig");
    expect(running().provider.diff(FUNCTION, await read(), program()).changed).to.be.empty;
    const { Configuration, Concurrency } = await live();
    expect([Configuration?.DeadLetterConfig?.TargetArn ?? "", Concurrency]).to.deep.equal(["", undefined]);
  });

  it("is created without both if the program sets neither", async () => {
    await running().provider.delete(FUNCTION, FunctionName, state);
    state = (await running().provider.create(FUNCTION, program())).outputs;
    expect(await read()).to.deep.equal(state);
    expect((await live()).Concurrency).to.equal(undefined);
  });

  it("reports external changes of both when it is read", async () => {
    await configure({ DeadLetterConfig: { TargetArn: "" } });
    await running().aws.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect(await read()).to.deep.include({ deadLetterConfig: null, reservedConcurrentExecutions: -1 });

    const command = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 });
    await running().aws.lambda.send(command);
    expect(await read()).to.deep.include({ reservedConcurrentExecutions: 7 });
  });

  it("reports no difference for an external change of a variable in ignoreChanges", async () => {
    await configure({ Environment: { Variables: { RECYCLED_AT: "now" } } });
    state = await read();
    expect(state).to.deep.include({ environment: { variables: { RECYCLED_AT: "now" } } });
    const inputs = program({ deadLetterConfig: QUEUE, reservedConcurrentExecutions: 1 });
    const changed = (ignored: string[]) => running().provider.diff(FUNCTION, state, inputs, ignored).changed;
    expect(changed(IGNORED)).to.be.empty;
    expect(changed([])).to.deep.equal(["environment"]);
  });
});
