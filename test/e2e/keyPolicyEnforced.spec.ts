import { CreateKeyCommand } from "@aws-sdk/client-kms";
import type { KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { KEY_ADMINISTRATION_ACTIONS } from "../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { recordedStacks } from "../../tools/access/recordedStacks.ts";
import type { Stack } from "../../tools/access/stack.ts";
import { EnforcingEmulator, EVERYTHING } from "./support/enforcingEmulator.ts";
import { administrativeCalls, directCalls, verdictOf, verdictsOn } from "./support/keyCalls.ts";
import { accountTrust, toEmulatorPolicy, defaultKeyPolicy } from "./support/keyPolicies.ts";

type PrincipalName = "admin" | "deployer" | "reader" | "powerUser" | "rootUser";

/**
 * A second check in addition to the policy simulator: signed requests to an emulator that enforces the key policy that
 * the program emits. The administrator's and the power user's IAM policies allow everything, so only the key policy
 * restricts them.
 */
describe("the key policy in an emulator that enforces it", function () {
  this.timeout(60_000);
  this.slow(60_000);
  let stack: Stack;
  let emulator: EnforcingEmulator;
  let as: Readonly<Record<PrincipalName, KMSClient>>;
  let readerArn: string;

  before(async () => {
    const [pair] = await recordedStacks();
    if (pair === undefined) throw new Error("No stack is recorded.");
    ({ stack } = pair);
    emulator = await EnforcingEmulator.start(stack);
    const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";
    const trust = accountTrust(stack);
    const admin = await emulator.createUser(nameOf(stack.adminArn), EVERYTHING);
    const deployer = await emulator.createRole(nameOf(stack.deployerArn), trust);
    const powerUser = await emulator.createRole("power-user", trust, EVERYTHING);
    const { trustPolicy, functionPolicy } = stack.documents;
    readerArn = await emulator.createRole(nameOf(stack.roleArn), trustPolicy, functionPolicy);
    as = {
      admin,
      deployer: await emulator.assumeRole(deployer, "ci", admin),
      powerUser: await emulator.assumeRole(powerUser, "session", admin),
      // In place of Lambda: the emulator treats the root user as any service in a trust policy.
      reader: await emulator.assumeRole(readerArn, stack.functionName),
      rootUser: emulator.rootUserClient(),
    };
    expect(readerArn).to.equal(stack.roleArn);
  });

  after(() => emulator.stop());

  /** Creates a key with a policy, and returns a function that evaluates the calls of a principal. */
  async function createKey(policy: PolicyDocument) {
    const created = await as.rootUser.send(new CreateKeyCommand({ Policy: JSON.stringify(policy) }));
    const KeyId = created.KeyMetadata?.KeyId ?? "";
    const calls = await directCalls(KeyId, policy, stack, as.rootUser);
    return { KeyId, verdictsOf: (name: PrincipalName) => verdictsOn(calls, as[name]) };
  }

  const ADMINISTERS = {
    describe: "allowed",
    readPolicy: "allowed",
    writePolicy: "allowed",
    encrypt: "not allowed",
    dataKey: "not allowed",
    decrypt: "denied by the key policy",
    grant: "denied by the key policy",
  } as const;
  const NOTHING = {
    ...ADMINISTERS,
    describe: "not allowed",
    readPolicy: "not allowed",
    writePolicy: "not allowed",
  } as const;
  const ALL = Object.fromEntries(Object.keys(ADMINISTERS).map((call) => [call, "allowed"]));

  for (const [name, who] of [
    ["admin", "the administrator with an IAM policy that allows everything"],
    ["deployer", "a role of keyAdministrators without an IAM policy"],
  ] as const) {
    it(`lets ${who} administer the key, but not use it outside Parameter Store or create grants`, async () => {
      const { KeyId, verdictsOf } = await createKey(stack.documents.keyPolicy);
      expect(await verdictsOf(name)).to.deep.equal(ADMINISTERS);
      const administration = administrativeCalls(KeyId, stack.documents.keyPolicy);
      for (const [action, call] of Object.entries(administration)) {
        expect([action, await verdictOf(call(as[name]))]).to.deep.equal([action, "allowed"]);
      }
      // The emulator evaluates only IAM policies for aliases.
      const aliases = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];
      expect([...Object.keys(administration), ...aliases]).to.have.members(KEY_ADMINISTRATION_ACTIONS);
    });
  }

  it("denies everything to another role with an IAM policy that allows everything", async () => {
    expect(await (await createKey(stack.documents.keyPolicy)).verdictsOf("powerUser")).to.deep.equal(NOTHING);
  });

  it("denies everything but decryption to the function's role", async () => {
    const { decrypt, ...others } = await (await createKey(stack.documents.keyPolicy)).verdictsOf("reader");
    expect({ ...others, decrypt: NOTHING.decrypt }).to.deep.equal(NOTHING);
    expect(decrypt).not.to.equal("allowed"); // because of the emulator, see below
  });

  it("prevents the administrator and another role from assuming the function's role", async () => {
    for (const name of ["admin", "powerUser"] as const) {
      expect(await verdictOf(emulator.assumeRole(readerArn, "session", as[name]))).to.equal("not allowed");
    }
  });

  it("is required: with the default key policy, the same principals are allowed everything, and the function nothing", async () => {
    const { verdictsOf } = await createKey(defaultKeyPolicy(stack));
    expect(await verdictsOf("admin")).to.deep.equal(ALL);
    expect(await verdictsOf("powerUser")).to.deep.equal(ALL);
    expect(new Set(Object.values(await verdictsOf("reader")))).to.deep.equal(new Set(["not allowed"]));
  });

  it("would let IAM policies allow access to the key policy if RecoverKey had no condition", async () => {
    const { Statement } = stack.documents.keyPolicy;
    const withoutCondition = Statement.map((each) => (each.Sid === "RecoverKey" ? { ...each, Condition: {} } : each));
    const { verdictsOf } = await createKey({ ...stack.documents.keyPolicy, Statement: withoutCondition });
    const { describe: described, readPolicy, writePolicy } = await verdictsOf("powerUser");
    expect([described, readPolicy, writePolicy]).to.deep.equal(["allowed", "allowed", "allowed"]);
  });

  it("lets only the function's role decrypt, with conditions in the form that the emulator evaluates", async () => {
    const { verdictsOf } = await createKey(toEmulatorPolicy(stack));
    expect(await verdictsOf("reader")).to.deep.equal({ ...NOTHING, decrypt: "allowed" });
    expect(await verdictsOf("admin")).to.deep.equal({ ...ADMINISTERS, encrypt: "allowed", dataKey: "allowed" });
    expect(await verdictsOf("powerUser")).to.deep.equal(NOTHING);
  });

  describe("the emulator, unlike AWS,", () => {
    it("uses the session's ARN as aws:PrincipalArn, so it also denies the function's role", async () => {
      const { verdictsOf } = await createKey(toEmulatorPolicy(stack, { principalArn: "role" }));
      expect(await verdictsOf("reader")).to.include({ decrypt: "denied by the key policy" });
    });

    for (const key of ["kms:ViaService", "kms:EncryptionContext:PARAMETER_ARN"] as const) {
      it(`does not evaluate ${key}, so a statement with only that condition never allows`, async () => {
        const { verdictsOf } = await createKey(toEmulatorPolicy(stack, { keptKey: key }));
        expect(await verdictsOf("reader")).to.include({ decrypt: "not allowed" });
      });
    }

    it("does not apply the key policy to the root user, who is allowed everything", async () => {
      expect(await (await createKey(stack.documents.keyPolicy)).verdictsOf("rootUser")).to.deep.equal(ALL);
    });
  });
});
