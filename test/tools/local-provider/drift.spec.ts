import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect } from "chai";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";

const PARAMETER = "urn:pulumi:dev::project::aws:ssm/parameter:Parameter::config";
const KEY = "urn:pulumi:dev::project::aws:kms/key:Key::key";
const ALIAS = "urn:pulumi:dev::project::aws:kms/alias:Alias::alias";

type Responders = Record<string, (request: Properties) => Properties>;
const failure = (__type: string, message = ""): Properties => ({ __type, message });

describe("drift detection of the local AWS provider", () => {
  let server: Server;
  let provider: LocalAwsProvider;
  let responders: Responders;
  let called: string[];

  before(async () => {
    server = createServer((request, response) => {
      const [, action = ""] = String(request.headers["x-amz-target"]).split(".");
      void json(request).then((body) => {
        called.push(action);
        const content = responders[action]?.(body as Properties) ?? failure("UnknownOperationException", action);
        response.writeHead("__type" in content ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(content));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    provider = new LocalAwsProvider(
      awsClients(`http://127.0.0.1:${port}`, "eu-west-1", {
        accessKeyId: "test",
        secretAccessKey: "test",
      }),
      "eu-west-1",
    );
  });
  beforeEach(() => {
    called = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  describe("for a parameter", () => {
    const state = {
      name: "/dev/app/config",
      type: "String",
      insecureValue: '{"a":1}',
      tier: "Intelligent-Tiering",
      description: "",
      tags: {},
      version: 1,
      arn: "arn",
      dataType: "text",
      tagsAll: {},
    };
    const live = (parameter: Properties, tier = "Standard"): Responders => ({
      GetParameter: () => ({
        Parameter: {
          Type: "String",
          Value: state.insecureValue,
          Version: 1,
          ARN: "arn",
          DataType: "text",
          ...parameter,
        },
      }),
      // The first page is empty, but not the last.
      DescribeParameters: ({ NextToken }) =>
        NextToken === undefined
          ? { Parameters: [], NextToken: "more" }
          : { Parameters: [{ Name: state.name, Tier: tier, Description: "" }] },
      ListTagsForResource: () => ({ TagList: [] }),
    });
    const read = () => provider.read(PARAMETER, state.name, state);

    it("returns the state if nothing changed", async () => {
      responders = live({});
      expect(await read()).to.deep.equal(state);
    });

    it("returns a value that was changed outside Pulumi", async () => {
      responders = live({ Value: "other", Version: 2 });
      expect(await read()).to.deep.equal({ ...state, insecureValue: "other", version: 2 });
    });

    it("accepts any tier with Intelligent-Tiering", async () => {
      responders = live({}, "Advanced");
      expect(await read()).to.include({ tier: "Intelligent-Tiering" });
    });

    it("returns a tier that differs from the requested one", async () => {
      responders = live({}, "Advanced");
      expect(await provider.read(PARAMETER, state.name, { ...state, tier: "Standard" })).to.include({
        tier: "Advanced",
      });
    });

    it("never returns the ciphertext of a SecureString as its value", async () => {
      responders = live({ Type: "SecureString", Value: "ciphertext" });
      expect(await read()).to.include({ type: "SecureString", insecureValue: state.insecureValue });
    });

    it("returns undefined if the parameter does not exist, and its deletion succeeds", async () => {
      responders = {
        ...live({}),
        GetParameter: () => failure("ParameterNotFound"),
        DescribeParameters: () => ({ Parameters: [] }),
        DeleteParameter: () => failure("ParameterNotFound"),
      };
      expect(await read()).to.equal(undefined);
      await provider.delete(PARAMETER, state.name, state);
      expect(called).to.include("DeleteParameter");
    });

    it("writes no new version if only tags changed", async () => {
      responders = { AddTagsToResource: () => ({}), RemoveTagsFromResource: () => ({}) };
      const outputs = await provider.update(PARAMETER, state.name, state, { ...state, tags: { team: "a" } });
      expect(called).to.deep.equal(["AddTagsToResource"]);
      expect(outputs).to.deep.include({ version: 1, tagsAll: { team: "a" } });
    });

    it("reports the resource and AWS's message if a call fails", async () => {
      responders = { PutParameter: () => failure("ParameterAlreadyExists", "The parameter already exists.") };
      const outcome = await provider.create(PARAMETER, state).catch(String);
      expect(outcome).to.equal(
        'Error: creating aws:ssm/parameter:Parameter "config": ParameterAlreadyExists: The parameter already exists.',
      );
    });
  });

  describe("for a key", () => {
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    const state = { keyId: "id", arn: "arn", description: "", enableKeyRotation: true, policy, tags: {}, tagsAll: {} };
    const live = (KeyState: string): Responders => ({
      DescribeKey: () => ({ KeyMetadata: { KeyId: "id", Arn: "arn", Description: "", KeyState } }),
      GetKeyPolicy: () => ({ Policy: '{ "Statement": [], "Version": "2012-10-17" }' }),
      GetKeyRotationStatus: () => ({ KeyRotationEnabled: true }),
      ListResourceTags: () => ({ Tags: [] }),
      ScheduleKeyDeletion: () => failure("KMSInvalidStateException", "no"),
    });

    it("keeps the spelling of a policy if AWS returns the same policy in a different order", async () => {
      responders = live("Enabled");
      expect(await provider.read(KEY, "id", state)).to.deep.equal(state);
    });

    it("returns undefined if the key is scheduled for deletion, and its deletion succeeds", async () => {
      responders = live("PendingDeletion");
      expect(await provider.read(KEY, "id", state)).to.equal(undefined);
      await provider.delete(KEY, "id", { ...state, deletionWindowInDays: 7 });
    });

    it("throws if AWS rejects the deletion of the key", async () => {
      responders = live("PendingReplicaDeletion");
      const outcome = await provider.delete(KEY, "id", { ...state, deletionWindowInDays: 7 }).catch(String);
      expect(outcome).to.contain('deleting aws:kms/key:Key "key": KMSInvalidStateException');
    });
  });

  it("finds an alias on a later page that was moved to another key", async () => {
    const entry = {
      AliasName: "alias/app",
      AliasArn: "arn:aws:kms:eu-west-1:000000000000:alias/app",
      TargetKeyId: "two",
    };
    responders = {
      ListAliases: ({ Marker }) =>
        Marker === undefined ? { Aliases: [], Truncated: true, NextMarker: "more" } : { Aliases: [entry] },
    };
    expect(await provider.read(ALIAS, "alias/app", { name: "alias/app", targetKeyId: "one" })).to.deep.include({
      targetKeyId: "two",
      targetKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/two",
    });
  });
});
