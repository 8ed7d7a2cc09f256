import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { ssmClientConfig } from "../../../infra/aws/awsSettings.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { sessionOf } from "../support/stsSession.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

describe("assumed roles", () => {
  let server: AwsServer;
  let address: string;

  beforeEach(async () => {
    server = new AwsServer();
    address = await server.start();
    server.answers = {
      AssumeRole: ({ RoleArn }) => sessionOf("AssumeRole", `ASIA${String(RoleArn).split("/").at(-1) ?? ""}`),
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

  it("are taken on one after the other, each with the credentials of the one before", async () => {
    const requests = await callAfter([{ roleArn: role("first") }, { roleArn: role("second") }]);
    expect(requests.map(({ action, accessKey, body }) => [action, accessKey, body["RoleArn"]])).to.deep.equal([
      ["AssumeRole", "AKIDSTART", role("first")],
      ["AssumeRole", "ASIAfirst", role("second")],
      ["DescribeParameters", "ASIAsecond", undefined],
    ]);
    expect(new Set(requests.map(({ region }) => region))).to.deep.equal(new Set(["eu-west-1"]));
  });

  it("are asked for with every field that the AWS provider has", async () => {
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

  it("have a session's name when none is given", async () => {
    const [request] = await callAfter([{ roleArn: role("first") }]);
    expect(request?.body).to.include({ RoleSessionName: "pulumi" });
  });
});
