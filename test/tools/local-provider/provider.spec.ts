import { expect } from "chai";
import { UNKNOWN } from "../../../tools/local-provider/properties.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";
import { ARCHIVE, functionInputs, SIGNATURE, unreachableProvider, urn } from "./support/unreachableProvider.ts";

const ROLE = urn("aws:iam/role:Role");
const PARAMETER = urn("aws:ssm/parameter:Parameter");
const FUNCTION = urn("aws:lambda/function:Function");

describe("the local AWS provider", () => {
  const provider = unreachableProvider();
  const check = (of: string, news: Properties, olds: Properties = {}) => provider.check(of, olds, news);

  describe("check", () => {
    it("rejects an unsupported resource type", () => {
      const bucket = urn("aws:s3/bucket:Bucket");
      expect(() => check(bucket, {})).to.throw("the local AWS provider does not support the type aws:s3/bucket:Bucket");
    });

    it("rejects an unsupported input", () => {
      const { failures } = check(FUNCTION, functionInputs({ layers: ["arn"] }));
      expect(failures).to.deep.equal(["the local AWS provider does not support aws:lambda/function:Function.layers"]);
    });

    it("rejects an unsupported field of an input", () => {
      const { failures } = check(FUNCTION, functionInputs({ environment: { variables: {}, secret: "canary" } }));
      expect(failures).to.have.length(1);
      expect(failures[0]).to.match(/Function\.environment has unsupported fields: secret$/);
    });

    it("reports all missing inputs", () => {
      const { failures } = check(PARAMETER, { name: "/dev/app/config" });
      expect(failures.map((failure) => failure.replace(/^.*Parameter\./, ""))).to.deep.equal([
        "type is required",
        "insecureValue is required",
      ]);
    });

    it("rejects a parameter of a type other than String", () => {
      const { failures } = check(PARAMETER, { name: "/dev/app/config", type: "SecureString", insecureValue: "{}" });
      expect(failures[0]).to.contain("Parameter.type must be String");
    });

    it("rejects code that is not the archive of a .zip file", () => {
      const forms: Properties[] = [
        { [SIGNATURE]: ARCHIVE, hash: "one", assets: {} },
        { [SIGNATURE]: ARCHIVE, hash: "one", uri: "https://example.com/function.zip" },
        { [SIGNATURE]: ARCHIVE, hash: "one", path: "/bundle" },
        { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "one", path: "/bundle/function.zip" },
      ];
      for (const code of forms) {
        expect(check(FUNCTION, functionInputs({ code })).failures).to.deep.equal([
          "the local AWS provider: aws:lambda/function:Function.code must be a FileArchive of a .zip file",
        ]);
      }
    });

    it("accepts values that a preview does not know", () => {
      const news = { name: UNKNOWN, type: UNKNOWN, insecureValue: UNKNOWN, tier: UNKNOWN };
      expect(check(PARAMETER, news).failures).to.deep.equal([]);
    });

    it("adds default values", () => {
      const { inputs, failures } = check(FUNCTION, functionInputs());
      expect(failures).to.deep.equal([]);
      expect(inputs).to.deep.include({ memorySize: 128, timeout: 3, architectures: ["x86_64"], tags: {} });
      expect(inputs["ephemeralStorage"]).to.deep.equal({ size: 512 });
    });
  });

  describe("generated names", () => {
    const policy = { assumeRolePolicy: "{}" };

    it("consist of the resource's name and seven hexadecimal digits", () => {
      expect(check(ROLE, policy).inputs["name"]).to.match(/^thing-[0-9a-f]{7}$/);
    });

    it("are added to targets and queues without a name", () => {
      const target = check(urn("aws:cloudwatch/eventTarget:EventTarget"), { rule: "rule", arn: "arn" });
      expect(target.failures).to.deep.equal([]);
      expect(target.inputs["targetId"]).to.match(/^thing-[0-9a-f]{7}$/);
      expect(check(urn("aws:sqs/queue:Queue"), {}).inputs["name"]).to.match(/^thing-[0-9a-f]{7}$/);
    });

    it("do not change in updates", () => {
      expect(check(ROLE, policy, { name: "thing-0123abc" }).inputs["name"]).to.equal("thing-0123abc");
    });

    it("do not replace a name that the program sets", () => {
      expect(check(ROLE, { ...policy, name: "mine" }, { name: "thing-0123abc" }).inputs["name"]).to.equal("mine");
    });
  });

  describe("data sources", () => {
    const invoke = async (token: string, args: Properties): Promise<string> =>
      provider.invoke(token, args).then(
        () => "succeeded",
        (error: unknown) => String(error),
      );

    it("are rejected if they are not supported", async () => {
      expect(await invoke("aws:ec2/getVpc:getVpc", {})).to.contain("does not support the data source aws:ec2/getVpc");
    });

    it("reject unsupported arguments", async () => {
      const token = "aws:index/getRegion:getRegion";
      expect(await invoke(token, { region: "us-east-1" })).to.contain(`does not support ${token}'s region`);
    });

    it("return the region and the partition without AWS calls", async () => {
      const [region, partition] = await Promise.all([
        provider.invoke("aws:index/getRegion:getRegion", {}),
        provider.invoke("aws:index/getPartition:getPartition", {}),
      ]);
      expect(region).to.include({ region: "eu-west-1" });
      expect(partition).to.include({ partition: "aws", dnsSuffix: "amazonaws.com" });
    });
  });
});
