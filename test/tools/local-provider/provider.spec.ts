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

  describe("checks", () => {
    it("refuses a type that it does not serve", () => {
      const bucket = urn("aws:s3/bucket:Bucket");
      expect(() => check(bucket, {})).to.throw("the local AWS provider does not serve the type aws:s3/bucket:Bucket");
    });

    it("refuses a property that it does not serve", () => {
      const { failures } = check(FUNCTION, functionInputs({ layers: ["arn"] }));
      expect(failures).to.deep.equal(["the local AWS provider does not serve aws:lambda/function:Function.layers"]);
    });

    it("refuses a field that it does not serve", () => {
      const { failures } = check(FUNCTION, functionInputs({ environment: { variables: {}, secret: "canary" } }));
      expect(failures).to.have.length(1);
      expect(failures[0]).to.match(/Function\.environment has fields that are not served: secret$/);
    });

    it("asks for every property without which AWS could not be called", () => {
      const { failures } = check(PARAMETER, { name: "/dev/app/config" });
      expect(failures.map((failure) => failure.replace(/^.*Parameter\./, ""))).to.deep.equal([
        "type is required",
        "insecureValue is required",
      ]);
    });

    it("refuses a parameter of any type but String", () => {
      const { failures } = check(PARAMETER, { name: "/dev/app/config", type: "SecureString", insecureValue: "{}" });
      expect(failures[0]).to.contain("Parameter.type must be String");
    });

    it("refuses code that is not the archive of a .zip file", () => {
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

    it("accepts what a preview does not know yet", () => {
      const news = { name: UNKNOWN, type: UNKNOWN, insecureValue: UNKNOWN, tier: UNKNOWN };
      expect(check(PARAMETER, news).failures).to.deep.equal([]);
    });

    it("completes inputs with their defaults", () => {
      const { inputs, failures } = check(FUNCTION, functionInputs());
      expect(failures).to.deep.equal([]);
      expect(inputs).to.deep.include({ memorySize: 128, timeout: 3, architectures: ["x86_64"], tags: {} });
    });
  });

  describe("names", () => {
    const policy = { assumeRolePolicy: "{}" };

    it("are made of the resource's name and seven hexadecimal digits", () => {
      expect(check(ROLE, policy).inputs["name"]).to.match(/^thing-[0-9a-f]{7}$/);
    });

    it("are made up for whatever else may go without", () => {
      const target = check(urn("aws:cloudwatch/eventTarget:EventTarget"), { rule: "rule", arn: "arn" });
      expect(target.failures).to.deep.equal([]);
      expect(target.inputs["targetId"]).to.match(/^thing-[0-9a-f]{7}$/);
      expect(check(urn("aws:sqs/queue:Queue"), {}).inputs["name"]).to.match(/^thing-[0-9a-f]{7}$/);
    });

    it("stay the same over updates", () => {
      expect(check(ROLE, policy, { name: "thing-0123abc" }).inputs["name"]).to.equal("thing-0123abc");
    });

    it("are the program's where it gives them", () => {
      expect(check(ROLE, { ...policy, name: "mine" }, { name: "thing-0123abc" }).inputs["name"]).to.equal("mine");
    });
  });

  describe("data sources", () => {
    const refused = async (token: string, args: Properties): Promise<string> =>
      provider.invoke(token, args).then(
        () => "served",
        (error: unknown) => String(error),
      );

    it("are refused by name when they are not served", async () => {
      expect(await refused("aws:ec2/getVpc:getVpc", {})).to.contain("does not serve the data source aws:ec2/getVpc");
    });

    it("are refused an argument that is not served", async () => {
      const token = "aws:index/getRegion:getRegion";
      expect(await refused(token, { region: "us-east-1" })).to.contain(`does not serve ${token}'s region`);
    });

    it("know the region and the partition without asking AWS", async () => {
      const [region, partition] = await Promise.all([
        provider.invoke("aws:index/getRegion:getRegion", {}),
        provider.invoke("aws:index/getPartition:getPartition", {}),
      ]);
      expect(region).to.include({ region: "eu-west-1" });
      expect(partition).to.include({ partition: "aws", dnsSuffix: "amazonaws.com" });
    });
  });
});
