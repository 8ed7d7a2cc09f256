import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Properties } from "../../tools/local-provider/properties.ts";
import { urn } from "../tools/local-provider/support/unreachableProvider.ts";
import { expectFailure } from "./support/engineEvents.ts";
import { useProviderWithEmulator } from "./support/providerWithEmulator.ts";

const PARAMETER = urn("aws:ssm/parameter:Parameter");
const Name = "/dev/app/config";

describe("a parameter of the local AWS provider", () => {
  const context = useProviderWithEmulator();

  const checkInputs = (more: Properties = {}): Properties => {
    const news = { name: Name, type: "String", insecureValue: "{}", ...more };
    const { inputs, failures } = context().provider.check(PARAMETER, {}, news);
    expect(failures).to.deep.equal([]);
    return inputs;
  };
  const create = (more: Properties = {}) => context().provider.create(PARAMETER, checkInputs(more));
  const putParameter = (Type: "String" | "SecureString") =>
    context().aws.ssm.send(new PutParameterCommand({ Name, Type, Value: "manual" }));

  afterEach(() => context().aws.ssm.send(new DeleteParameterCommand({ Name })));

  it("overwrites an existing parameter only with `overwrite`, and then tags it", async () => {
    await putParameter("String");
    expect(await expectFailure(create())).to.include("ParameterAlreadyExists");
    const { outputs } = await create({ overwrite: true, tags: { team: "blue" } });
    expect(outputs).to.deep.include({ version: 2, insecureValue: "{}", tags: { team: "blue" } });
    expect(await context().provider.read(PARAMETER, Name, outputs)).to.deep.equal(outputs);
  });

  it("finds no diff when an ignored `overwrite` is added or removed", async () => {
    const { outputs } = await create();
    const changed = (state: Properties, more: Properties, ignored: string[]) =>
      context().provider.diff(PARAMETER, state, checkInputs(more), ignored).changed;
    expect(changed(outputs, { overwrite: true }, ["overwrite"])).to.deep.equal([]);
    expect(changed({ ...outputs, overwrite: true }, {}, ["overwrite"])).to.deep.equal([]);
    expect(changed(outputs, { overwrite: true }, [])).to.deep.equal(["overwrite"]);
  });

  it("rejects a change of the parameter's type, like AWS and unlike the emulator", async () => {
    await putParameter("SecureString");
    expect(await expectFailure(create({ overwrite: true }))).to.include("HierarchyTypeMismatchException");
  });

  it("rejects an update to a value that AWS rejects", async () => {
    const { outputs } = await create();
    for (const insecureValue of ["", '{"text":"{{name}}"}', "x".repeat(4097)]) {
      const update = context().provider.update(PARAMETER, Name, outputs, checkInputs({ insecureValue }));
      expect(await expectFailure(update)).to.include("ValidationException");
    }
  });
});
