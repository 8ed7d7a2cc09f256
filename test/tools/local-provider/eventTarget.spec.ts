import { expect } from "chai";
import { AwsServer, failure } from "../../../tools/fakes/awsServer.ts";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";
import { urn } from "./support/unreachableProvider.ts";

const TARGET = urn("aws:cloudwatch/eventTarget:EventTarget");
const [ID, INPUTS] = ["changes-function", { rule: "changes", targetId: "function", arn: "arn" }];

/** Responses of AWS that the emulator never sends. */
describe("event target of the local AWS provider", () => {
  let server: AwsServer;
  let provider: LocalAwsProvider;

  beforeEach(async () => {
    server = new AwsServer();
    const aws = awsClients(await server.start(), "eu-west-1", { accessKeyId: "test", secretAccessKey: "test" });
    provider = new LocalAwsProvider(aws, "eu-west-1");
  });
  afterEach(() => {
    server.stop();
  });

  it("throws if a successful response lists failed entries", async () => {
    const failed = { FailedEntryCount: 1, FailedEntries: [{ ErrorCode: "LimitExceeded", ErrorMessage: "too many" }] };
    server.responders = { PutTargets: () => failed, RemoveTargets: () => failed };
    const messages = await Promise.all([
      provider.create(TARGET, INPUTS).catch(String),
      provider.update(TARGET, ID, INPUTS, INPUTS).catch(String),
      provider.delete(TARGET, ID, INPUTS).catch(String),
    ]);
    for (const message of messages) expect(message).to.match(/aws:cloudwatch.*"thing": LimitExceeded: too many$/);
  });

  it("is found on a later page", async () => {
    server.responders = {
      ListTargetsByRule: ({ NextToken }) =>
        NextToken === undefined
          ? { Targets: [{ Id: "other", Arn: "other" }], NextToken: "more" }
          : { Targets: [{ Id: "function", Arn: "moved" }] },
    };
    expect(await provider.read(TARGET, ID, INPUTS)).to.deep.include({ arn: "moved" });
  });

  it("does not exist if its rule does not exist", async () => {
    const gone = () => failure("ResourceNotFoundException", "Rule changes does not exist.");
    server.responders = { ListTargetsByRule: gone, RemoveTargets: gone };
    expect(await provider.read(TARGET, ID, INPUTS)).to.equal(undefined);
    await provider.delete(TARGET, ID, INPUTS);
    expect(server.actions).to.deep.equal(["ListTargetsByRule", "RemoveTargets"]);
  });
});
