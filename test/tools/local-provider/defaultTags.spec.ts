import { expect } from "chai";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";
import { UNKNOWN } from "../../../tools/local-provider/properties.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";
import { changedSettings, checkConfig, defaultTagsOf } from "../../../tools/local-provider/providerConfig.ts";

const LOG_GROUP = "urn:pulumi:dev::project::aws:cloudwatch/logGroup:LogGroup::logs";
const ALIAS = "urn:pulumi:dev::project::aws:kms/alias:Alias::alias";

describe("the local AWS provider's default tags", () => {
  const config = { region: "eu-west-1", defaultTags: '{"tags":{"team":"blue","cost":"1"}}' };
  // Nothing listens there: none of these tests may reach an endpoint.
  const clients = awsClients("http://127.0.0.1:1", "eu-west-1", { accessKeyId: "test", secretAccessKey: "test" });
  const provider = new LocalAwsProvider(clients, "eu-west-1", defaultTagsOf(config));
  const tagsOf = (more: Properties) => provider.check(LOG_GROUP, {}, { name: "logs", ...more }).inputs["tags"];

  it("come from aws:defaultTags, and are none without it", () => {
    expect(checkConfig(config)).to.deep.equal([]);
    expect(defaultTagsOf(config)).to.deep.equal({ team: "blue", cost: "1" });
    expect(defaultTagsOf({ region: "eu-west-1" })).to.deep.equal({});
  });

  it("are a change of the provider, which the engine must hear of to configure it anew", () => {
    expect(changedSettings(config, { ...config, version: "7.0.0" })).to.deep.equal([]);
    expect(changedSettings(config, { region: "eu-west-1" })).to.deep.equal(["defaultTags"]);
    expect(changedSettings(config, { ...config, defaultTags: '{"tags":{}}' })).to.deep.equal(["defaultTags"]);
  });

  it("are given to every resource that has tags, whose own tags win", () => {
    expect(tagsOf({})).to.deep.equal({ team: "blue", cost: "1" });
    expect(tagsOf({ tags: { team: "green", app: "a" } })).to.deep.equal({ team: "green", cost: "1", app: "a" });
  });

  it("reach rules, queues and alarms", () => {
    for (const type of ["cloudwatch/eventRule:EventRule", "sqs/queue:Queue", "cloudwatch/metricAlarm:MetricAlarm"]) {
      const { inputs } = provider.check(`urn:pulumi:dev::project::aws:${type}::thing`, {}, { name: "thing" });
      expect(inputs["tags"], type).to.deep.equal({ team: "blue", cost: "1" });
    }
  });

  it("leave tags alone that a preview cannot know yet, and resources that have none", () => {
    expect(tagsOf({ tags: UNKNOWN })).to.equal(UNKNOWN);
    expect(provider.check(ALIAS, {}, { name: "alias/a", targetKeyId: "key" })).to.deep.equal({
      inputs: { name: "alias/a", targetKeyId: "key" },
      failures: [],
    });
  });

  it("are all there is in tagsAll, and a change of them is an update", () => {
    const { inputs } = provider.check(LOG_GROUP, {}, { name: "logs" });
    const state = provider.previewCreate(LOG_GROUP, inputs);
    expect(state["tagsAll"]).to.deep.equal({ team: "blue", cost: "1" });
    const later = new LocalAwsProvider(clients, "eu-west-1");
    const { inputs: news } = later.check(LOG_GROUP, inputs, { name: "logs" });
    expect(later.diff(LOG_GROUP, state, news)).to.deep.include({ changed: ["tags"], replaces: [] });
  });
});
