import { expect } from "chai";
import { parse } from "yaml";
import { usableStackFile } from "../../../tools/local/projectCopy.ts";

const SECURE = "{ secure: v1:cipher:text }";

describe("a stack file in a local run", () => {
  it("keeps each value as it is written", () => {
    const values = 'a: "2024-01-31"\n      b: "1.10"\n      c: 1_000\n      d: 1234567890123456789\n      e: \'yes\'';
    const copy = usableStackFile(`config:\n  shared-secrets:parameters:\n    app:\n      ${values}\n`, "eu-west-1");
    expect(copy).to.include(values);
  });

  it("has no secrets and no owner", () => {
    const file = `encryptionsalt: v1:salt
secretsprovider: awskms://alias/owner
environment: [shared]
config:
  aws:region: us-east-1
  shared-secrets:adminUser: owner
  shared-secrets:memorySize: 512
  shared-secrets:secrets: { app: { list: [${SECURE}] } }
`;
    expect(parse(usableStackFile(file, "eu-west-1"))).to.deep.equal({
      config: {
        "aws:region": "eu-west-1",
        "shared-secrets:adminUser": "parameter-admin",
        "shared-secrets:memorySize": 512,
      },
    });
  });

  it("begins empty if the file is empty", () => {
    expect(parse(usableStackFile("", "eu-west-1"))).to.deep.equal({
      config: { "aws:region": "eu-west-1", "shared-secrets:adminUser": "parameter-admin" },
    });
  });
});
