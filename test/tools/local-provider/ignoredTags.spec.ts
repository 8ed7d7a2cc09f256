import { expect } from "chai";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";
import {
  changedSettings,
  checkConfig,
  defaultTagsOf,
  ignoresTagOf,
} from "../../../tools/local-provider/providerConfig.ts";

const LOG_GROUP = "urn:pulumi:dev::project::aws:cloudwatch/logGroup:LogGroup::logs";

describe("the local AWS provider's ignored tags", () => {
  const config = {
    region: "eu-west-1",
    defaultTags: '{"tags":{"team":"blue","backup":"daily"}}',
    ignoreTags: '{"keys":["backup"],"keyPrefixes":["cost:"]}',
  };

  it("come from aws:ignoreTags, by key and by prefix, and are none without it", () => {
    expect(checkConfig(config)).to.deep.equal([]);
    const keys = ["backup", "backups", "cost:center", "cost", "team"];
    expect(keys.filter(ignoresTagOf(config))).to.deep.equal(["backup", "cost:center"]);
    expect(keys.filter(ignoresTagOf({ region: "eu-west-1" }))).to.deep.equal([]);
  });

  it("are a change of the provider, which the engine must hear of to configure it anew", () => {
    expect(changedSettings(config, { ...config, ignoreTags: "{}" })).to.deep.equal(["ignoreTags"]);
  });

  it("are not set on a resource", () => {
    // Nothing listens there.
    const clients = awsClients("http://127.0.0.1:1", "eu-west-1", { accessKeyId: "test", secretAccessKey: "test" });
    const provider = new LocalAwsProvider(clients, "eu-west-1", defaultTagsOf(config), ignoresTagOf(config));
    const { inputs } = provider.check(LOG_GROUP, {}, { name: "logs", tags: { "cost:center": "1", app: "a" } });
    expect(inputs["tags"]).to.deep.equal({ team: "blue", app: "a" });
  });
});
