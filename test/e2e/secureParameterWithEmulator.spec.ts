import { CreateKeyCommand, DisableKeyCommand, EncryptCommand } from "@aws-sdk/client-kms";
import type { CreateKeyCommandOutput } from "@aws-sdk/client-kms";
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { SecureParameterProvider } from "../../infra/secureParameter/secureParameterProvider.ts";
import type { SecureParameterState } from "../../infra/secureParameter/secureParameterState.ts";
import { REGION } from "../../tools/local/localRun.ts";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { expectFailure } from "./support/engineEvents.ts";

/** Returns JSON of exactly that many bytes, with characters that break shells, JSON and encodings. */
function textOfBytes(bytes: number): string {
  const awkward = `"quotes' \\backslash\n\tnewline\r\n 🐤 ünïcode \u2028 $HOME %s <&>`;
  const empty = Buffer.byteLength(JSON.stringify({ key: awkward }));
  return JSON.stringify({ key: `${awkward}${"x".repeat(bytes - empty)}` });
}

describeEndToEnd("SecureParameterProvider with the emulator", (run) => {
  const provider = new SecureParameterProvider();
  let key: CreateKeyCommandOutput["KeyMetadata"];

  before(async () => {
    const get = (name: string) => (name === "aws:region" ? REGION : undefined);
    await provider.configure({ config: { get, require: (name) => get(name) ?? "" } });
    key = (await createClients(run()).kms.send(new CreateKeyCommand({}))).KeyMetadata;
  });

  after(() => {
    provider.store.client.destroy();
  });

  const inputs = (name: string, value = '{"key":"one"}', tags: Readonly<Record<string, string>> = {}) => ({
    name: `/driven/app/${name}`,
    value,
    keyId: key?.Arn ?? "",
    tags,
  });
  const create = async (wanted: ReturnType<typeof inputs>): Promise<SecureParameterState> => {
    const { outs } = await provider.create(wanted);
    if (outs === undefined) expect.fail("create returned no state");
    return outs;
  };
  const stored = async (Name: string) => {
    const { ssm } = createClients(run());
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [Name] }];
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
    const { TagList = [] } = await ssm.send(
      new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: Name }),
    );
    const tags = Object.fromEntries(TagList.map(({ Key = "", Value }) => [Key, Value]));
    return { value: Parameter?.Value, version: Parameter?.Version, tier: Parameters?.[0]?.Tier, tags };
  };

  for (const bytes of [4096, 4097, 8192]) {
    it(`stores ${bytes} bytes unchanged, with quotes, newlines and emoji, and lets AWS choose the tier`, async () => {
      const wanted = inputs(`of-${bytes}`, textOfBytes(bytes));
      expect(Buffer.byteLength(wanted.value)).to.equal(bytes);
      await create(wanted);
      const { value, tier } = await stored(wanted.name);
      expect(value).to.equal(wanted.value);
      // The emulator returns the requested tier. AWS returns Standard up to 4,096 bytes and Advanced above.
      expect(tier).to.equal("Intelligent-Tiering");
    });
  }

  it("adds, changes and removes tags without writing the value", async () => {
    let state = await create(inputs("tagged", undefined, { team: "blue" }));
    expect((await stored(state.name)).tags).to.deep.equal({ team: "blue" });
    for (const tags of [{ team: "blue", cost: "1" }, { team: "green", cost: "1" }, { cost: "1" }, {}]) {
      const news = { ...inputs("tagged"), tags };
      expect(await provider.diff(state.name, state, news)).to.deep.equal({ changes: true, replaces: [] });
      state = (await provider.update(state.name, state, news)).outs ?? state;
      expect(await stored(state.name)).to.deep.include({ version: 1, tags });
      expect((await provider.read(state.name, state)).props).to.deep.equal(state);
    }
  });

  it("deletes a parameter, and succeeds when it is already deleted", async () => {
    const state = await create(inputs("gone"));
    expect(await provider.read(state.name, state)).to.deep.equal({ id: state.name, props: state });
    await provider.delete(state.name);
    await provider.delete(state.name);
    expect(await provider.read(state.name, state)).to.deep.equal({ id: "" });
  });

  it("recreates a parameter that was deleted between refresh and update", async () => {
    const state = await create(inputs("vanished"));
    await createClients(run()).ssm.send(new DeleteParameterCommand({ Name: state.name }));
    const { outs } = await provider.update(state.name, state, inputs("vanished", '{"key":"two"}'));
    expect(outs).to.include({ version: 1, writtenVersion: 1 });
    expect(await stored(state.name)).to.include({ value: '{"key":"two"}' });
  });

  it("(emulator gap) accepts a write with a disabled key, unlike AWS, because the emulator does not call KMS", async () => {
    const { kms } = createClients(run());
    await kms.send(new DisableKeyCommand({ KeyId: key?.KeyId }));
    const Plaintext = Buffer.from("text");
    const rejection = await expectFailure(kms.send(new EncryptCommand({ KeyId: key?.KeyId, Plaintext })));
    expect(rejection).to.include("is disabled");
    expect(await create(inputs("disabled"))).to.include({ version: 1 });
  });
});
