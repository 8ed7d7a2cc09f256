import { expect } from "chai";
import { parse } from "yaml";
import { encryptedValues, makeUsable } from "../../../tools/local/copyProject.ts";

const SECURE = "{ secure: v1:cipher:text }";

describe("encryptedValues", () => {
  it("returns the paths of the encrypted values in the secrets of a stack file", () => {
    const file = `config:
  aws:secretKey: ${SECURE}
  shared-secrets:parameters: { app: { key: ${SECURE} } }
  shared-secrets:secrets:
    mail: { password: ${SECURE}, hosts: [{ key: ${SECURE} }, plain] }
    whole: ${SECURE}
`;
    expect(encryptedValues(file)).to.deep.equal([
      ["secrets", "mail", "password"],
      ["secrets", "mail", "hosts", 0, "key"],
    ]);
  });

  it("returns none for a stack file without secrets, and for an empty one", () => {
    for (const file of ["", "config: {}", `config: { "shared-secrets:secrets": ${SECURE} }`]) {
      expect(encryptedValues(file)).to.deep.equal([]);
    }
  });
});

describe("makeUsable", () => {
  it("keeps the spelling of all values", () => {
    const values = 'a: "2024-01-31"\n      b: "1.10"\n      c: 1_000\n      d: 1234567890123456789\n      e: \'yes\'';
    const copy = makeUsable(`config:\n  shared-secrets:parameters:\n    app:\n      ${values}\n`, "eu-west-1");
    expect(copy).to.include(values);
  });

  it("removes secrets and the secrets provider, and sets region and administrator", () => {
    const file = `encryptionsalt: v1:salt
secretsprovider: awskms://alias/owner
environment: [shared]
config:
  aws:region: us-east-1
  shared-secrets:adminUser: owner
  shared-secrets:memorySize: 512
  shared-secrets:secrets: { app: { list: [${SECURE}] } }
`;
    expect(parse(makeUsable(file, "eu-west-1"))).to.deep.equal({
      config: {
        "aws:region": "eu-west-1",
        "shared-secrets:adminUser": "parameter-admin",
        "shared-secrets:memorySize": 512,
      },
    });
  });

  it("creates a config if the file is empty", () => {
    expect(parse(makeUsable("", "eu-west-1"))).to.deep.equal({
      config: { "aws:region": "eu-west-1", "shared-secrets:adminUser": "parameter-admin" },
    });
  });
});
