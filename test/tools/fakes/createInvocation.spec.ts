import { expect } from "chai";
import { createInvocation } from "../../../tools/fakes/createInvocation.ts";

describe("createInvocation", () => {
  const configuration = { appConfig: { url: "https://dev.example.com/" } };
  const app = { host: "dev.example.com" };

  it("returns the configuration and the app that it gets", () => {
    const invocation = createInvocation({ app, configuration });
    expect(invocation.configuration).to.equal(configuration);
    expect(invocation.app).to.equal(app);
  });

  it("has a cache that was just filled, unless the test passes another state", () => {
    expect(createInvocation({ app, configuration }).cache).to.include({ state: "miss", ageSeconds: 0 });
    const cache = { state: "stale", ageSeconds: 400, version: "old" } as const;
    expect(createInvocation({ app, configuration }, cache).cache).to.equal(cache);
  });

  it("has a Lambda context with a request ID, a function and time left", () => {
    const { context } = createInvocation({ app, configuration });
    expect(context.awsRequestId).to.match(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(context.invokedFunctionArn.endsWith(`:function:${context.functionName}`)).to.be.true;
    expect(context.getRemainingTimeInMillis()).to.be.greaterThan(0);
  });
});
