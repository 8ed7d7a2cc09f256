import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Properties } from "../../tools/local-provider/properties.ts";
import { urn } from "../tools/local-provider/support/unreachableProvider.ts";
import { failureOf } from "./support/engineSteps.ts";
import { useProviderAtEndpoint } from "./support/providerWithEmulator.ts";

const PARAMETER = urn("aws:ssm/parameter:Parameter");
const Name = "/dev/app/config";

describe("the local AWS provider's parameter at the endpoint", () => {
  const running = useProviderAtEndpoint();

  const program = (more: Properties = {}): Properties => {
    const given = { name: Name, type: "String", insecureValue: "{}", ...more };
    const { inputs, failures } = running().provider.check(PARAMETER, {}, given);
    expect(failures).to.deep.equal([]);
    return inputs;
  };
  const create = (more: Properties = {}) => running().provider.create(PARAMETER, program(more));
  const putParameter = (Type: "String" | "SecureString") =>
    running().aws.ssm.send(new PutParameterCommand({ Name, Type, Value: "by hand" }));

  afterEach(() => running().aws.ssm.send(new DeleteParameterCommand({ Name })));

  it("is not created where one exists, unless it overwrites that, and is tagged then", async () => {
    await putParameter("String");
    expect(await failureOf(create())).to.include("ParameterAlreadyExists");
    const { outputs } = await create({ overwrite: true, tags: { team: "blue" } });
    expect(outputs).to.deep.include({ version: 2, insecureValue: "{}", tags: { team: "blue" } });
    expect(await running().provider.read(PARAMETER, Name, outputs)).to.deep.equal(outputs);
  });

  it("shows no difference when `overwrite` comes or goes and is ignored", async () => {
    const { outputs } = await create();
    const changed = (state: Properties, more: Properties, ignored: string[]) =>
      running().provider.diff(PARAMETER, state, program(more), ignored).changed;
    expect(changed(outputs, { overwrite: true }, ["overwrite"])).to.deep.equal([]);
    expect(changed({ ...outputs, overwrite: true }, {}, ["overwrite"])).to.deep.equal([]);
    expect(changed(outputs, { overwrite: true }, [])).to.deep.equal(["overwrite"]);
  });

  it("changes no type, as AWS does not, though the emulator would", async () => {
    await putParameter("SecureString");
    expect(await failureOf(create({ overwrite: true }))).to.include("HierarchyTypeMismatchException");
  });

  it("stores no value that AWS rejects, at creation or later", async () => {
    const { outputs } = await create();
    for (const insecureValue of ["", '{"text":"{{name}}"}', "x".repeat(4097)]) {
      const update = running().provider.update(PARAMETER, Name, outputs, program({ insecureValue }));
      expect(await failureOf(update)).to.include("ValidationException");
    }
  });
});
