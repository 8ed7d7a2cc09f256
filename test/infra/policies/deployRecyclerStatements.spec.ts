import { expect } from "chai";
import { deployRecyclerStatements } from "../../../infra/policies/deployRecyclerStatements.ts";

const application = { environment: "dev", appName: "app" };

for (const { partition, region } of [
  { partition: "aws", region: "eu-west-1" },
  { partition: "aws-cn", region: "cn-north-1" },
]) {
  const account = { partition, region, accountId: "123456789012" };
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:123456789012:${rest}`;

  describe(`the deployer's statements for refreshOnChange in ${partition}`, () => {
    const statements = deployRecyclerStatements(account, application);

    it("cover only the recycler, its rule, its queue and its alarm", () => {
      expect(Object.fromEntries(statements.map(({ Sid, Resource }) => [Sid, Resource]))).to.deep.equal({
        ManageRecyclerInvocation: arn("lambda", "function:app-dev_recycler"),
        ManageRule: arn("events", "rule/app-dev_recycler"),
        ManageQueue: arn("sqs", "app-dev_recycler"),
        ManageAlarm: arn("cloudwatch", "alarm:app-dev_recycler"),
      });
    });

    it("list only actions of the resource's service, each once", () => {
      for (const { Sid, Effect, Action, Resource } of statements) {
        const services = [Action].flat().map((action) => action.split(":")[0]);
        expect(new Set(services), Sid).to.deep.equal(new Set([String(Resource).split(":")[2]]));
        expect(new Set(Action).size, Sid).to.equal(Action.length);
        expect(Effect).to.equal("Allow");
      }
    });
  });
}
