import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";

const places = [
  { partition: "aws", region: "eu-west-1", console: "eu-west-1.console.aws.amazon.com" },
  { partition: "aws-cn", region: "cn-north-1", console: "cn-north-1.console.amazonaws.cn" },
  { partition: "aws-us-gov", region: "us-gov-west-1", console: "us-gov-west-1.console.amazonaws-us-gov.com" },
];

describe("the program", () => {
  for (const { partition, region, console: host } of places) {
    it(`uses only the partition, region and console of ${partition}`, async () => {
      const { resources, outputs, error } = await runProgram({
        partition,
        region,
        config: { "aws:region": region },
      });
      expect(error).to.equal(undefined);
      const text = JSON.stringify(
        resources.map(({ inputs: { __provider, ...inputs } }) => [typeof __provider, inputs]),
      );
      expect(new Set(text.match(/arn:[a-z-]+:/g))).to.deep.equal(new Set([`arn:${partition}:`]));
      expect(new Set(text.match(/[a-z]{2}(-gov)?-(west|north)-\d/g))).to.deep.equal(new Set([region]));
      expect(outputs["keyArn"]).to.match(new RegExp(`^arn:${partition}:kms:${region}:`));
      expect(outputs["invokeCommand"]).to.include(`--region ${region} `);
      expect(outputs["functions"])
        .to.have.nested.property("notifier.tracesUrl")
        .that.equals(
          `https://${host}/cloudwatch/home?region=${region}#xray:traces/query` +
            "?~(query~(expression~'service(*22parameterStoreBlog-dev_notifier*22)))",
        );
    });
  }
});
