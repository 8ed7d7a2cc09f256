import { expect } from "chai";
import { AwsServer, failure } from "../../../tools/fakes/awsServer.ts";
import { rejectedPut } from "../../../tools/lib/rejectedPut.ts";

const PUT = { Name: "/dev/app/one", Value: "{}", Type: "String", Tier: "Intelligent-Tiering" } as const;
const invalid = (put: Parameters<typeof rejectedPut>[0]) => rejectedPut({ ...PUT, ...put })?.name;

describe("PutParameter of the fakes", () => {
  it("is rejected where AWS rejects it and the emulator does not", () => {
    expect(invalid({ Value: "" })).to.equal("ValidationException");
    expect(invalid({ Value: '{"key":"Hello {{name}}"}' })).to.equal("ValidationException");
    expect(invalid({ Value: "x".repeat(8193) })).to.equal("ValidationException");
    expect(invalid({ Value: "ü".repeat(4097) })).to.equal("ValidationException");
    expect(invalid({ Value: "x".repeat(4097), Tier: "Standard" })).to.equal("ValidationException");
    expect(invalid({ Overwrite: true, Tags: [{ Key: "a", Value: "b" }] })).to.equal("ValidationException");
    expect(rejectedPut({ ...PUT, Overwrite: true }, "SecureString")?.name).to.equal("HierarchyTypeMismatchException");
  });

  it("is accepted where AWS accepts it", () => {
    expect(invalid({ Value: "x".repeat(8192) })).to.equal(undefined);
    expect(invalid({ Value: '{"key":"{ { name } }"}' })).to.equal(undefined);
    expect(invalid({ Overwrite: true, Tags: [] })).to.equal(undefined);
    expect(invalid({ Overwrite: false, Tags: [{ Key: "a", Value: "b" }] })).to.equal(undefined);
    expect(rejectedPut({ ...PUT, Overwrite: true }, "String")).to.equal(undefined);
    expect(rejectedPut(PUT, "SecureString")).to.equal(undefined);
  });

  it("is rejected by the server of the tests before its answer is asked for", async () => {
    const server = new AwsServer();
    server.answers = { PutParameter: () => expect.fail("it was asked") };
    const response = await fetch(await server.start(), {
      method: "POST",
      headers: { "x-amz-target": "AmazonSSM.PutParameter" },
      body: JSON.stringify({ ...PUT, Value: "" }),
    });
    server.stop();
    expect(response.status).to.equal(400);
    expect(await response.json())
      .to.have.keys(Object.keys(failure("")))
      .and.include({ __type: "ValidationException" });
  });
});
