import { expect } from "chai";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";
import { UNKNOWN } from "../../../tools/local-provider/properties.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";
import {
  changedSettings,
  checkConfig,
  defaultTagsOf,
  ignoresTagOf,
} from "../../../tools/local-provider/providerConfig.ts";

const LOG_GROUP = "urn:pulumi:dev::project::aws:cloudwatch/logGroup:LogGroup::logs";
const ALIAS = "urn:pulumi:dev::project::aws:kms/alias:Alias::alias";

// A closed port: these tests make no AWS calls.
const clients = awsClients("http://127.0.0.1:1", "eu-west-1", { accessKeyId: "test", secretAccessKey: "test" });

describe("default tags of the local AWS provider", () => {
  const config = { region: "eu-west-1", defaultTags: '{"tags":{"team":"blue","cost":"1"}}' };
  const provider = new LocalAwsProvider(clients, "eu-west-1", defaultTagsOf(config));
  const tagsOf = (more: Properties) => provider.check(LOG_GROUP, {}, { name: "logs", ...more }).inputs["tags"];

  it("reads default tags from aws:defaultTags, and returns none if it is not set", () => {
    expect(checkConfig(config)).to.deep.equal([]);
    expect(defaultTagsOf(config)).to.deep.equal({ team: "blue", cost: "1" });
    expect(defaultTagsOf({ region: "eu-west-1" })).to.deep.equal({});
  });

  it("reports a change of aws:defaultTags as a change of the provider config", () => {
    expect(changedSettings(config, { ...config, version: "7.0.0" })).to.deep.equal([]);
    expect(changedSettings(config, { region: "eu-west-1" })).to.deep.equal(["defaultTags"]);
    expect(changedSettings(config, { ...config, defaultTags: '{"tags":{}}' })).to.deep.equal(["defaultTags"]);
  });

  it("adds default tags to every resource that has tags, and keeps the resource's own tags", () => {
    expect(tagsOf({})).to.deep.equal({ team: "blue", cost: "1" });
    expect(tagsOf({ tags: { team: "green", app: "a" } })).to.deep.equal({ team: "green", cost: "1", app: "a" });
  });

  it("adds default tags to rules, queues and alarms", () => {
    for (const type of ["cloudwatch/eventRule:EventRule", "sqs/queue:Queue", "cloudwatch/metricAlarm:MetricAlarm"]) {
      const { inputs } = provider.check(`urn:pulumi:dev::project::aws:${type}::thing`, {}, { name: "thing" });
      expect(inputs["tags"], type).to.deep.equal({ team: "blue", cost: "1" });
    }
  });

  it("adds no default tags to tags that a preview does not know, or to resources without tags", () => {
    expect(tagsOf({ tags: UNKNOWN })).to.equal(UNKNOWN);
    expect(provider.check(ALIAS, {}, { name: "alias/a", targetKeyId: "key" })).to.deep.equal({
      inputs: { name: "alias/a", targetKeyId: "key" },
      failures: [],
    });
  });

  it("adds default tags to tagsAll, and reports their change as an update", () => {
    const { inputs } = provider.check(LOG_GROUP, {}, { name: "logs" });
    const state = provider.previewCreate(LOG_GROUP, inputs);
    expect(state["tagsAll"]).to.deep.equal({ team: "blue", cost: "1" });
    const later = new LocalAwsProvider(clients, "eu-west-1");
    const { inputs: news } = later.check(LOG_GROUP, inputs, { name: "logs" });
    expect(later.diff(LOG_GROUP, state, news)).to.deep.include({ changed: ["tags"], replaces: [] });
  });
});

describe("ignored tags of the local AWS provider", () => {
  const config = {
    region: "eu-west-1",
    defaultTags: '{"tags":{"team":"blue","backup":"daily"}}',
    ignoreTags: '{"keys":["backup"],"keyPrefixes":["cost:"]}',
  };

  it("reads ignored tags from aws:ignoreTags, by key and by prefix, and returns none if it is not set", () => {
    expect(checkConfig(config)).to.deep.equal([]);
    const keys = ["backup", "backups", "cost:center", "cost", "team"];
    expect(keys.filter(ignoresTagOf(config))).to.deep.equal(["backup", "cost:center"]);
    expect(keys.filter(ignoresTagOf({ region: "eu-west-1" }))).to.deep.equal([]);
  });

  it("reports a change of aws:ignoreTags as a change of the provider config", () => {
    expect(changedSettings(config, { ...config, ignoreTags: "{}" })).to.deep.equal(["ignoreTags"]);
  });

  it("sets no ignored tag on a resource", () => {
    const provider = new LocalAwsProvider(clients, "eu-west-1", defaultTagsOf(config), ignoresTagOf(config));
    const { inputs } = provider.check(LOG_GROUP, {}, { name: "logs", tags: { "cost:center": "1", app: "a" } });
    expect(inputs["tags"]).to.deep.equal({ team: "blue", app: "a" });
  });
});
