import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { ssmClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { stsSession } from "../support/stsSession.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

describe("the client with aws:assumeRoles", () => {
  let server: AwsServer;
  let address: string;

  beforeEach(async () => {
    server = new AwsServer();
    address = await server.start();
    server.responders = {
      AssumeRole: ({ RoleArn }) => stsSession("AssumeRole", `ASIA${String(RoleArn).split("/").at(-1) ?? ""}`),
      DescribeParameters: () => ({ Parameters: [] }),
    };
  });
  afterEach(() => {
    server.stop();
  });

  const callAfter = async (assumeRoles: object[]) => {
    const settings: Record<string, string> = {
      region: "eu-west-1",
      accessKey: "AKIDSTART",
      secretKey: "key",
      endpoints: JSON.stringify([{ ssm: address, sts: address }]),
      assumeRoles: JSON.stringify(assumeRoles),
    };
    const client = new SSMClient(ssmClientConfig((setting) => settings[setting]));
    await client.send(new DescribeParametersCommand({}));
    client.destroy();
    return server.requests;
  };

  it("assumes each role with the credentials of the one before", async () => {
    const requests = await callAfter([{ roleArn: role("first") }, { roleArn: role("second") }]);
    expect(requests.map(({ action, accessKey, body }) => [action, accessKey, body["RoleArn"]])).to.deep.equal([
      ["AssumeRole", "AKIDSTART", role("first")],
      ["AssumeRole", "ASIAfirst", role("second")],
      ["DescribeParameters", "ASIAsecond", undefined],
    ]);
    expect(new Set(requests.map(({ region }) => region))).to.deep.equal(new Set(["eu-west-1"]));
  });

  it("passes every field of a role to STS", async () => {
    const [request] = await callAfter([
      {
        roleArn: role("first"),
        sessionName: "deploy",
        duration: "15m",
        externalId: "external",
        policy: "{}",
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        sourceIdentity: "me",
        tags: { team: "blue" },
        transitiveTagKeys: ["team"],
      },
    ]);
    expect(request?.body).to.deep.include({
      RoleArn: role("first"),
      RoleSessionName: "deploy",
      DurationSeconds: "900",
      ExternalId: "external",
      Policy: "{}",
      "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
      SourceIdentity: "me",
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "blue",
      "TransitiveTagKeys.member.1": "team",
    });
  });

  it("uses a default session name", async () => {
    const [request] = await callAfter([{ roleArn: role("first") }]);
    expect(request?.body).to.include({ RoleSessionName: "pulumi" });
  });
});
