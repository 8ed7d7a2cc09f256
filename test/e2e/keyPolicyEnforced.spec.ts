import { CreateKeyCommand } from "@aws-sdk/client-kms";
import type { KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { KEY_ADMINISTRATION_ACTIONS } from "../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { recordedStacks } from "../../tools/access/recordedStacks.ts";
import { parameterArn } from "../../tools/access/stack.ts";
import type { Stack } from "../../tools/access/stack.ts";
import { appDeclaring, sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { EnforcingEmulator, EVERYTHING } from "./support/enforcingEmulator.ts";
import { administrativeCalls, directCalls, verdictOf, verdictsOn } from "./support/keyCalls.ts";
import { accountTrust, toEmulatorPolicy, defaultKeyPolicy } from "./support/keyPolicies.ts";

/** The sections of the functions: a secret each, and one function without a secret. */
const READS = { payer: ["payments"], auditor: ["audit"], notifier: ["appConfig"] } as const;
const FUNCTIONS = ["payer", "auditor", "notifier"] as const;

type FunctionName = (typeof FUNCTIONS)[number];
type PrincipalName = FunctionName | "admin" | "deployer" | "powerUser" | "rootUser";

/** Records a stack with these functions. */
async function recordStack(): Promise<Stack> {
  const functions = Object.fromEntries(FUNCTIONS.map((name) => [name, { reads: READS[name] }]));
  const sections = { appConfig: "plain", payments: "secret", audit: "secret" } as const;
  const [pair] = await recordedStacks(sharedProject(appDeclaring(functions, sections)));
  if (pair === undefined) throw new Error("No stack is recorded.");
  return pair.stack;
}

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
  let roleArns: Readonly<Record<FunctionName, string>>;

  before(async () => {
    stack = await recordStack();
    emulator = await EnforcingEmulator.start(stack);
    const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";
    const trust = accountTrust(stack);
    const admin = await emulator.createUser(nameOf(stack.adminArn), EVERYTHING);
    const deployer = await emulator.createRole(nameOf(stack.deployerArn), trust);
    const powerUser = await emulator.createRole("power-user", trust, EVERYTHING);
    // In place of Lambda: the emulator treats the root user as any service in a trust policy, but sends no aws:SourceAccount.
    const createFunction = async (name: FunctionName) => {
      const found = stack.functions.find((one) => one.name === name);
      if (found === undefined) throw new Error(`${name} is missing.`);
      const Statement = found.trustPolicy.Statement.map((statement) => ({ ...statement, Condition: {} }));
      const arn = await emulator.createRole(nameOf(found.roleArn), { ...found.trustPolicy, Statement }, found.policy);
      expect(arn).to.equal(found.roleArn);
      return { arn, client: await emulator.assumeRole(arn, found.functionName) };
    };
    const payer = await createFunction("payer");
    const auditor = await createFunction("auditor");
    const notifier = await createFunction("notifier");
    roleArns = { payer: payer.arn, auditor: auditor.arn, notifier: notifier.arn };
    as = {
      admin,
      deployer: await emulator.assumeRole(deployer, "ci", admin),
      powerUser: await emulator.assumeRole(powerUser, "session", admin),
      payer: payer.client,
      auditor: auditor.client,
      notifier: notifier.client,
      rootUser: emulator.rootUserClient(),
    };
  });

  after(() => emulator.stop());

  const parameterArnOf = (section: string) => parameterArn(stack, `${stack.parameterPath}/${section}`);

  /** Creates a key with a policy, and returns a function that evaluates the calls of a principal for a section. */
  async function createKey(policy: PolicyDocument, section = "payments") {
    const created = await as.rootUser.send(new CreateKeyCommand({ Policy: JSON.stringify(policy) }));
    const KeyId = created.KeyMetadata?.KeyId ?? "";
    const PARAMETER_ARN = parameterArnOf(section);
    const calls = await directCalls({ KeyId, policy, stack, PARAMETER_ARN, encryptor: as.rootUser });
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

  for (const name of ["payer", "auditor"] as const) {
    it(`denies everything but decryption to the role of ${name}`, async () => {
      const { decrypt, ...others } = await (await createKey(stack.documents.keyPolicy)).verdictsOf(name);
      expect({ ...others, decrypt: NOTHING.decrypt }).to.deep.equal(NOTHING);
      expect(decrypt).not.to.equal("allowed"); // because of the emulator, see below
    });
  }

  it("denies everything to the role of a function that reads no secret", async () => {
    expect(await (await createKey(stack.documents.keyPolicy)).verdictsOf("notifier")).to.deep.equal(NOTHING);
  });

  for (const role of FUNCTIONS) {
    it(`prevents the administrator, another role and the other functions from assuming the role of ${role}`, async () => {
      const others = FUNCTIONS.filter((name) => name !== role);
      for (const name of ["admin", "powerUser", ...others] as const) {
        expect(await verdictOf(emulator.assumeRole(roleArns[role], "session", as[name]))).to.equal("not allowed");
      }
    });
  }

  it("is required: with the default key policy, the same principals are allowed everything, and the functions nothing", async () => {
    const { verdictsOf } = await createKey(defaultKeyPolicy(stack));
    expect(await verdictsOf("admin")).to.deep.equal(ALL);
    expect(await verdictsOf("powerUser")).to.deep.equal(ALL);
    for (const name of FUNCTIONS) {
      expect(new Set(Object.values(await verdictsOf(name)))).to.deep.equal(new Set(["not allowed"]));
    }
  });

  it("would let IAM policies allow access to the key policy if RecoverKey had no condition", async () => {
    const { Statement } = stack.documents.keyPolicy;
    const withoutCondition = Statement.map((each) => (each.Sid === "RecoverKey" ? { ...each, Condition: {} } : each));
    const { verdictsOf } = await createKey({ ...stack.documents.keyPolicy, Statement: withoutCondition });
    const { describe: described, readPolicy, writePolicy } = await verdictsOf("powerUser");
    expect([described, readPolicy, writePolicy]).to.deep.equal(["allowed", "allowed", "allowed"]);
  });

  for (const [name, section] of [
    ["payer", "payments"],
    ["auditor", "audit"],
  ] as const) {
    it(`lets only ${name} decrypt ${section}, with conditions in the form that the emulator evaluates`, async () => {
      const { verdictsOf } = await createKey(
        toEmulatorPolicy(stack, { parameterArn: parameterArnOf(section) }),
        section,
      );
      expect(await verdictsOf(name)).to.deep.equal({ ...NOTHING, decrypt: "allowed" });
      const other = name === "payer" ? "auditor" : "payer";
      // No statement allows it. The Deny spares every role that reads a secret.
      expect(await verdictsOf(other)).to.deep.equal({ ...NOTHING, decrypt: "not allowed" });
      expect(await verdictsOf("notifier")).to.deep.equal(NOTHING);
      for (const administrator of ["admin", "deployer"] as const) {
        const verdicts = await verdictsOf(administrator);
        expect(verdicts).to.deep.equal({ ...ADMINISTERS, encrypt: "allowed", dataKey: "allowed" });
      }
      expect(await verdictsOf("powerUser")).to.deep.equal(NOTHING);
    });
  }

  it("lets no function decrypt a parameter that none of them reads", async () => {
    const section = "undeclared";
    const { verdictsOf } = await createKey(toEmulatorPolicy(stack, { parameterArn: parameterArnOf(section) }), section);
    for (const name of FUNCTIONS) expect((await verdictsOf(name))["decrypt"]).not.to.equal("allowed");
  });

  describe("the emulator, unlike AWS,", () => {
    it("uses the session's ARN as aws:PrincipalArn, so it also denies the functions' roles", async () => {
      const { verdictsOf } = await createKey(toEmulatorPolicy(stack, { principalArn: "role" }));
      expect(await verdictsOf("payer")).to.include({ decrypt: "denied by the key policy" });
    });

    for (const key of ["kms:ViaService", "kms:EncryptionContext:PARAMETER_ARN"] as const) {
      it(`does not evaluate ${key}, so a statement with only that condition never allows`, async () => {
        const { verdictsOf } = await createKey(toEmulatorPolicy(stack, { keptKey: key }));
        expect(await verdictsOf("payer")).to.include({ decrypt: "not allowed" });
      });
    }

    it("does not apply the key policy to the root user, who is allowed everything", async () => {
      expect(await (await createKey(stack.documents.keyPolicy)).verdictsOf("rootUser")).to.deep.equal(ALL);
    });
  });
});
