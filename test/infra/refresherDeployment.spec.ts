import { expect } from "chai";
import { refresherDeployment } from "../../infra/policies/refresherDeployment.ts";

const application = { environment: "dev", appName: "app" };

for (const { partition, region } of [
  { partition: "aws", region: "eu-west-1" },
  { partition: "aws-cn", region: "cn-north-1" },
]) {
  const account = { partition, region, accountId: "123456789012" };
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:123456789012:${rest}`;

  describe(`what a deployer needs for refreshOnChange in ${partition}`, () => {
    const statements = refresherDeployment(account, application);

    it("is of the refresher, its rule, its queue and its alarm alone", () => {
      expect(Object.fromEntries(statements.map(({ Sid, Resource }) => [Sid, Resource]))).to.deep.equal({
        InvokeRefresherByRule: arn("lambda", "function:app-dev_refresh"),
        ManageRule: arn("events", "rule/app-dev_refresh"),
        ManageQueue: arn("sqs", "app-dev_refresh"),
        ManageAlarm: arn("cloudwatch", "alarm:app-dev_refresh"),
      });
    });

    it("names in each statement actions of its service, none twice", () => {
      for (const { Sid, Effect, Action, Resource } of statements) {
        const services = [Action].flat().map((action) => action.split(":")[0]);
        expect(new Set(services), Sid).to.deep.equal(new Set([String(Resource).split(":")[2]]));
        expect(new Set(Action).size, Sid).to.equal(Action.length);
        expect(Effect).to.equal("Allow");
      }
    });
  });
}
