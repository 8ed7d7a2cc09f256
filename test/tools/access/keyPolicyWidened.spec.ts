import { expect } from "chai";
import { everyCase } from "./support/everyCase.ts";
import * as widen from "./support/widenPolicy.ts";

const unexpectedAfter = async (sid: string, change: widen.Change): Promise<string> =>
  (await widen.unexpectedAfter("keyPolicy", sid, change)).join("\n");

const DIRECTLY = "directly: allowed, not denied";
const PATH = "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/parameterStoreBlog";
const CONTEXT = "kms:EncryptionContext:PARAMETER_ARN";
const NOT_VIA_PARAMETER_STORE = ["payments", "audit"].flatMap((secret) => [
  `directly, with the PARAMETER_ARN of ${secret} as encryption context: allowed, not denied`,
  `through Secrets Manager, with the PARAMETER_ARN of ${secret} as encryption context: allowed, not denied`,
]);
const via = (target: string) => `through Parameter Store, for ${target}: allowed, not denied`;

/** The statements of functions that read by path and by name. */
const VIEWER = "FunctionDecryptsAROAVIEWER";
const PAYER = "FunctionDecryptsAROAPAYER";

describe("the access matrix of the key policy", function () {
  this.timeout(180_000);

  it("detects AdministerKey for everyone", async () => {
    expect(await unexpectedAfter("AdministerKey", widen.withPrincipal("*"))).to.include(
      `role* kms:PutKeyPolicy ${DIRECTLY}`,
    );
  });

  it("detects AdministerKey with Encrypt", async () => {
    expect(await unexpectedAfter("AdministerKey", widen.withAction("kms:Encrypt"))).to.include(
      `admin kms:Encrypt ${DIRECTLY}`,
    );
  });

  it("detects AdministerKey with ReEncrypt*, although a Deny forbids ReEncryptFrom", async () => {
    const lines = await unexpectedAfter("AdministerKey", widen.withAction("kms:ReEncrypt*"));
    expect(lines).to.include(`admin kms:ReEncryptTo ${DIRECTLY}`).and.not.include("ReEncryptFrom");
  });

  it("detects EncryptThroughParameterStore without kms:ViaService", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withoutCondition("StringEquals"));
    for (const description of NOT_VIA_PARAMETER_STORE)
      expect(lines).to.include(`deployer kms:GenerateDataKey ${description}`);
    expect(lines).not.to.include("through Parameter Store");
  });

  it("detects EncryptThroughParameterStore without the encryption context", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withoutCondition("StringLike"));
    expect(lines).to.include(`admin kms:Encrypt ${via("payments of a sibling application")}`);
    expect(lines).to.include(`admin kms:Encrypt ${via("payments of the other environment")}`);
    expect(lines).not.to.include("directly");
  });

  it("detects EncryptThroughParameterStore for everyone", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withPrincipal("*"));
    expect(lines).to.include(`viewer kms:Encrypt ${via("payments")}`);
  });

  for (const [name, sid] of [
    ["viewer", VIEWER],
    ["payer", PAYER],
  ] as const) {
    it(`detects the statement of ${name} without any condition`, async () => {
      expect(await unexpectedAfter(sid, widen.unconditional)).to.include(`${name} kms:Decrypt ${DIRECTLY}`);
    });

    it(`detects the statement of ${name} without kms:ViaService`, async () => {
      const lines = (await unexpectedAfter(sid, widen.withoutConditionKey("kms:ViaService"))).split("\n");
      const own = NOT_VIA_PARAMETER_STORE.filter((line) => name === "viewer" || line.includes("payments"));
      const sessions = [name, `${name}/otherFn`, `${name}/person`];
      expect(lines).to.have.members(
        sessions.flatMap((session) => own.map((description) => `${session} kms:Decrypt ${description}`)),
      );
    });

    it(`detects the statement of ${name} without the encryption context`, async () => {
      const lines = await unexpectedAfter(sid, widen.withoutConditionKey(CONTEXT));
      expect(lines).to.include(`${name} kms:Decrypt ${via("audit of the other environment")}`);
    });

    it(`detects the statement of ${name} with Encrypt or ReEncryptFrom`, async () => {
      const lines = await unexpectedAfter(sid, widen.withAction("kms:Encrypt", "kms:ReEncryptFrom"));
      expect(lines).to.match(new RegExp(`^${name} kms:Encrypt .* allowed, not denied$`, "m"));
      expect(lines).to.match(new RegExp(`^${name} kms:ReEncryptFrom .* allowed, not denied$`, "m"));
    });

    it(`detects the statement of ${name} for a role that reads no secret, if the Deny spares the role`, async () => {
      const { stack } = await everyCase("dev");
      const roleArns = ["notifier", name].map(
        (each) => stack.functions.find((one) => one.name === each)?.roleArn ?? "",
      );
      const [notifier = ""] = roleArns;
      const cells = await widen.evaluateAfter(
        "keyPolicy",
        [sid, widen.withPrincipal({ AWS: roleArns })],
        ["NobodyElseDecrypts", widen.sparing(notifier)],
      );
      const allowed = cells.filter(({ principal, verdict }) => principal.name === "notifier" && verdict === "allowed");
      expect(allowed.map(({ request }) => request.target)).to.include("viaParameterStore:payments");
    });
  }

  it("detects a path as a prefix", async () => {
    const lines = await unexpectedAfter(VIEWER, widen.withConditions({ StringLike: { [CONTEXT]: `${PATH}*` } }));
    expect(lines.split("\n")).to.include(`viewer kms:Decrypt ${via("payments of a sibling application")}`);
    expect(lines).not.to.include("environment");
  });

  it("detects another secret in the list", async () => {
    const lines = await unexpectedAfter(PAYER, widen.withMoreValues(CONTEXT, `${PATH}/audit`));
    expect(lines.split("\n")).to.have.members(
      ["payer", "payer/otherFn", "payer/person"].map((session) => `${session} kms:Decrypt ${via("audit")}`),
    );
  });

  it("detects a list for every function that reads a secret, because the Deny spares them", async () => {
    const lines = (await unexpectedAfter(PAYER, widen.withPrincipal("*"))).split("\n");
    expect(lines).to.have.members(
      ["auditor", "auditor/otherFn", "auditor/person"].map((session) => `${session} kms:Decrypt ${via("payments")}`),
    );
  });

  it("detects every secret instead of a list", async () => {
    const lines = await unexpectedAfter(PAYER, (statement) => ({
      ...statement,
      Condition: {
        StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" },
        StringLike: { [CONTEXT]: `${PATH}/*` },
      },
    }));
    for (const target of ["audit", "undeclared", "a parameter below payments"]) {
      expect(lines).to.include(`payer kms:Decrypt ${via(target)}`);
    }
  });

  it("detects a secret as a prefix", async () => {
    const lines = await unexpectedAfter(PAYER, (statement) => ({
      ...statement,
      Condition: {
        StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" },
        StringLike: { [CONTEXT]: `${PATH}/payments*` },
      },
    }));
    expect(lines)
      .to.include(`payer kms:Decrypt ${via("a parameter below payments")}`)
      .and.not.include("audit");
  });

  it("detects a missing NobodyElseDecrypts", async () => {
    const lines = await unexpectedAfter("NobodyElseDecrypts", widen.removed);
    expect(lines).to.include("admin* kms:Decrypt directly: denied, not forbidden");
    expect(lines).to.include("notifier kms:Decrypt directly: denied, not forbidden");
  });

  it("detects NobodyElseDecrypts without ReEncryptFrom", async () => {
    const lines = await unexpectedAfter("NobodyElseDecrypts", widen.onlyActions("kms:Decrypt"));
    expect(lines).to.include("root kms:ReEncryptFrom directly: denied, not forbidden").and.not.include("kms:Decrypt");
  });

  it("detects NobodyElseDecrypts that spares a role that reads no secret", async () => {
    for (const name of ["notifier", "pinger"]) {
      const { stack } = await everyCase("dev");
      const roleArn = stack.functions.find((one) => one.name === name)?.roleArn ?? "";
      const lines = (await unexpectedAfter("NobodyElseDecrypts", widen.sparing(roleArn))).split("\n");
      expect(lines).to.include(`${name} kms:Decrypt directly: denied, not forbidden`);
      expect(lines.filter((line) => !line.startsWith(name))).to.deep.equal([]);
    }
  });

  it("detects NobodyElseDecrypts that spares a person", async () => {
    const lines = await unexpectedAfter(
      "NobodyElseDecrypts",
      widen.sparing("arn:aws:iam::123456789012:role/power-user"),
    );
    expect(lines).to.include("role* kms:Decrypt directly: denied, not forbidden");
  });

  it("detects NobodyElseDecrypts that excludes every role of the account", async () => {
    const roles = { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } };
    const lines = await unexpectedAfter("NobodyElseDecrypts", (statement) => ({ ...statement, Condition: roles }));
    expect(lines).to.include("role* kms:Decrypt directly: denied, not forbidden").and.not.include("admin ");
  });

  it("detects NobodyElseDecrypts without its condition, which also denies the functions", async () => {
    const lines = await unexpectedAfter("NobodyElseDecrypts", widen.unconditional);
    for (const name of ["viewer", "payer"]) {
      expect(lines).to.include(`${name} kms:Decrypt through Parameter Store, for payments: forbidden, not allowed`);
    }
  });

  it("detects a missing NoGrants", async () => {
    expect(await unexpectedAfter("NoGrants", widen.removed)).to.include(
      "admin kms:CreateGrant directly: denied, not forbidden",
    );
  });

  it("detects NoGrants for only a function's role", async () => {
    const { stack } = await everyCase("dev");
    const [{ roleArn } = { roleArn: "" }] = stack.functions;
    const lines = await unexpectedAfter("NoGrants", widen.withPrincipal({ AWS: roleArn }));
    expect(lines).to.include("root kms:CreateGrant directly: denied, not forbidden").and.not.include("viewer kms");
  });

  it("detects RecoverKey without its condition, which delegates to IAM policies", async () => {
    const lines = await unexpectedAfter("RecoverKey", widen.unconditional);
    expect(lines).to.include(`kms:* kms:PutKeyPolicy ${DIRECTLY}`).and.include(`role* kms:GetKeyPolicy ${DIRECTLY}`);
  });

  it("detects RecoverKey with every action", async () => {
    const lines = await unexpectedAfter("RecoverKey", widen.withAction("kms:*"));
    expect(lines).to.include(`root kms:Encrypt ${DIRECTLY}`).and.not.include("kms:Decrypt");
  });
});
