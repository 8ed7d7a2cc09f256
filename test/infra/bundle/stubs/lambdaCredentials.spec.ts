import { expect } from "chai";
import { defaultProvider } from "../../../../infra/bundle/stubs/lambdaCredentials.ts";
import { withEnvironment } from "../../../app/support/environment.ts";

describe("the credentials stub", () => {
  withEnvironment({ AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" });

  it("reads the credentials that Lambda sets in the environment", async () => {
    expect(await defaultProvider()()).to.deep.equal({
      accessKeyId: "key",
      secretAccessKey: "secret",
      sessionToken: "token",
    });
  });

  it("accepts credentials without a session token", async () => {
    process.env["AWS_SESSION_TOKEN"] = "";
    expect(await defaultProvider()()).to.deep.equal({ accessKeyId: "key", secretAccessKey: "secret" });
  });

  it("rejects with the names of the variables when one is missing", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "";
    const outcome = await defaultProvider()().catch((error: unknown) => String(error));
    expect(outcome).to.include("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set");
  });
});
