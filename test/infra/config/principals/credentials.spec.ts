import { expect } from "chai";
import { queryFailure } from "../../../../tools/fakes/awsServer.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { withAwsEnvironment } from "../../support/awsEnvironment.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems } from "../../support/configProblems.ts";

const user = (name: string, account = "123456789012") => `arn:aws:iam::${account}:user/${name}`;
const session = (role: string, name: string) => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

const KEY = "AWS credentials";
const rule = (provider: string, writer: string, writerAccount = "123456789012") =>
  "must belong to one principal: " +
  `the AWS provider uses ${provider} (account 123456789012), ` +
  `but secrets would be written by ${writer} (account ${writerAccount})`;

const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: CANARY };

describe("the AWS credentials", () => {
  describe("without AWS environment variables", () => {
    withAwsEnvironment({});

    it("are rejected if another user would write the secrets, before anything is registered", async () => {
      const admin = user("parameter-admin");
      expect(await configProblems({ writerArn: user("other") })).to.deep.equal([
        { key: KEY, rule: rule(admin, user("other")), fix: "pulumi config set aws:profile default" },
      ]);
    });

    it("are rejected if a user of the same name in another account would write the secrets", async () => {
      const [admin, other] = [user("parameter-admin"), user("parameter-admin", "111122223333")];
      const [problem] = await configProblems({ writerArn: other });
      expect(problem?.rule).to.equal(rule(admin, other, "111122223333"));
    });

    it("are rejected if a session of another role would write the secrets", async () => {
      const [callerArn, writerArn] = [session("deployer", "ci"), session("deployer2", "ci")];
      const problems = await configProblems({
        callerArn,
        writerArn,
        config: { "shared-secrets:skipDeployerCheck": true },
      });
      expect(problems.map((problem) => problem.rule)).to.deep.equal([rule(callerArn, writerArn)]);
    });

    it("are accepted if they are two sessions of one role", async () => {
      const { error, resources } = await runProgram({
        callerArn: session("deployer", "aws-go-sdk-1"),
        writerArn: session("deployer", "pulumi"),
        config: { "shared-secrets:skipDeployerCheck": true },
      });
      expect(error).to.equal(undefined);
      expect(resources).not.to.deep.equal([]);
    });

    it("are rejected if the AWS provider and the secrets have two regions", async () => {
      const problems = await configProblems({ region: "us-east-1" });
      expect(problems).to.deep.equal([
        {
          key: "aws:region",
          rule:
            "must be the same for all AWS calls: " +
            "the AWS provider uses us-east-1, but secrets would be written in eu-west-1",
          fix: "pulumi config set aws:region us-east-1",
        },
      ]);
    });

    it("are reported together with other problems", async () => {
      const problems = await configProblems({
        writerArn: user("other"),
        config: { "shared-secrets:memorySize": 64 },
      });
      expect(problems.map(({ key }) => key)).to.deep.equal(["memorySize", KEY]);
    });

    it("are reported with AWS's reason if AWS rejects them, without a secret", async () => {
      const writerFailure = queryFailure(
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
      );
      expect(await configProblems({ writerFailure, config: { "aws:secretKey": CANARY } })).to.deep.equal([
        {
          key: KEY,
          rule:
            "must work for the client that writes secrets: sts:GetCallerIdentity failed " +
            "(InvalidClientTokenId: The security token included in the request is invalid.)",
          fix: "aws configure",
        },
      ]);
    });

    it("are reported with the reason if there is no connection", async () => {
      // Nothing listens on port 1 of this machine.
      const [problem] = await configProblems({ config: { "aws:endpoints": [{ sts: "http://127.0.0.1:1" }] } });
      expect(problem?.rule).to.match(/sts:GetCallerIdentity failed \(.*ECONNREFUSED.*\)$/);
      expect(problem?.fix)
        .to.have.property("byHand")
        .that.matches(/^check the network, .* run `pulumi preview`$/);
    });
  });

  describe("with a proxy in the config", () => {
    withAwsEnvironment();

    it("are reported with an unsupported proxy protocol, without the proxy's password", async () => {
      const config = {
        "aws:httpsProxy": `socks5://user:${CANARY}@127.0.0.1:1080`,
        "aws:endpoints": [{ sts: "https://sts.example.com" }],
      };
      const [problem] = await configProblems({ config });
      expect(problem?.rule).to.include("(the HTTPS proxy must use http:// or https:// (got socks5://))");
    });
  });

  describe("with a profile and an access key in the environment", () => {
    withAwsEnvironment({ AWS_PROFILE: "work", ...KEYS });

    it("are fixed by unsetting the profile", async () => {
      const [problem] = await configProblems({ writerArn: user("other") });
      expect(problem?.fix).to.equal("unset AWS_PROFILE");
    });
  });

  describe("with a profile in the environment", () => {
    withAwsEnvironment({ AWS_PROFILE: "bob's work" });

    it("are fixed by setting the profile in the config, quoted for a shell", async () => {
      const [problem] = await configProblems({ writerArn: user("other") });
      expect(problem?.fix).to.equal(`pulumi config set aws:profile 'bob'\\''s work'`);
    });
  });

  describe("with an access key in the environment", () => {
    withAwsEnvironment(KEYS);

    it("are fixed by unsetting the access key", async () => {
      const [problem] = await configProblems({ writerArn: user("other") });
      expect(problem?.fix).to.equal("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN");
    });
  });
});
