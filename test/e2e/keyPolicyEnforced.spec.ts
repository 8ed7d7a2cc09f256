import { CreateKeyCommand } from "@aws-sdk/client-kms";
import type { KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { KEY_ADMINISTRATION } from "../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { recordedStacks } from "../../tools/access/recordedStacks.ts";
import type { Stack } from "../../tools/access/stack.ts";
import { EnforcingEndpoint, EVERYTHING } from "./support/enforcingEmulator.ts";
import { administrationOf, usesOf, verdictsOn } from "./support/keyCalls.ts";
import { accountTrust, asEmulatorSpells, defaultKeyPolicy } from "./support/keyPolicies.ts";
import { verdictOf } from "./support/verdict.ts";

type PrincipalName = "admin" | "deployer" | "reader" | "powerUser" | "rootUser";

/**
 * A second opinion beside the policy simulator: signed requests, judged by an endpoint that enforces the key policy as
 * the program emits it. Whoever has an IAM policy here has one that allows everything, so that only the key policy
 * stands in the way.
 */
describe("the key policy, enforced on signed requests", function () {
  this.timeout(60_000);
  this.slow(60_000);
  let stack: Stack;
  let endpoint: EnforcingEndpoint;
  let as: Readonly<Record<PrincipalName, KMSClient>>;
  let readerArn: string;

  before(async () => {
    const [pair] = await recordedStacks();
    if (pair === undefined) throw new Error("no stack is recorded");
    ({ stack } = pair);
    endpoint = await EnforcingEndpoint.start(stack);
    const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";
    const anyone = accountTrust(stack);
    const admin = await endpoint.user(nameOf(stack.adminArn), EVERYTHING);
    const deployer = await endpoint.role(nameOf(stack.deployerArn), anyone);
    const powerUser = await endpoint.role("power-user", anyone, EVERYTHING);
    const { trustPolicy, functionPolicy } = stack.documents;
    readerArn = await endpoint.role(nameOf(stack.roleArn), trustPolicy, functionPolicy);
    as = {
      admin,
      deployer: await endpoint.session(deployer, "ci", admin),
      powerUser: await endpoint.session(powerUser, "session", admin),
      // As Lambda does: the emulator lets the root user stand for a service in a trust policy.
      reader: await endpoint.session(readerArn, stack.functionName),
      rootUser: endpoint.rootUser(),
    };
    expect(readerArn).to.equal(stack.roleArn);
  });

  after(() => endpoint.stop());

  /** A key with some policy, and who may do what with it. */
  async function withKey(policy: PolicyDocument) {
    const made = await as.rootUser.send(new CreateKeyCommand({ Policy: JSON.stringify(policy) }));
    const KeyId = made.KeyMetadata?.KeyId ?? "";
    const calls = await usesOf(KeyId, policy, stack, as.rootUser);
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
    ["admin", "the administrator, whose IAM policy allows everything,"],
    ["deployer", "a session of a role among keyAdministrators, without any IAM policy,"],
  ] as const) {
    it(`lets ${who} administer the key, but neither use it outside Parameter Store nor grant`, async () => {
      const { KeyId, verdictsOf } = await withKey(stack.documents.keyPolicy);
      expect(await verdictsOf(name)).to.deep.equal(ADMINISTERS);
      const administration = administrationOf(KeyId, stack.documents.keyPolicy);
      for (const [action, call] of Object.entries(administration)) {
        expect([action, await verdictOf(call(as[name]))]).to.deep.equal([action, "allowed"]);
      }
      // The endpoint asks IAM alone about aliases.
      const aliases = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];
      expect([...Object.keys(administration), ...aliases]).to.have.members(KEY_ADMINISTRATION);
    });
  }

  it("lets another role do nothing, whose IAM policy allows everything", async () => {
    expect(await (await withKey(stack.documents.keyPolicy)).verdictsOf("powerUser")).to.deep.equal(NOTHING);
  });

  it("lets the function's role do nothing but, perhaps, decrypt", async () => {
    const { decrypt, ...others } = await (await withKey(stack.documents.keyPolicy)).verdictsOf("reader");
    expect({ ...others, decrypt: NOTHING.decrypt }).to.deep.equal(NOTHING);
    expect(decrypt).not.to.equal("allowed"); // for a reason of the emulator's: see below
  });

  it("lets neither the administrator nor another role assume the function's role", async () => {
    for (const name of ["admin", "powerUser"] as const) {
      expect(await verdictOf(endpoint.session(readerArn, "session", as[name]))).to.equal("not allowed");
    }
  });

  it("is what denies: under KMS's own policy the same principals, but not the function, may do everything", async () => {
    const { verdictsOf } = await withKey(defaultKeyPolicy(stack));
    expect(await verdictsOf("admin")).to.deep.equal(ALL);
    expect(await verdictsOf("powerUser")).to.deep.equal(ALL);
    expect(new Set(Object.values(await verdictsOf("reader")))).to.deep.equal(new Set(["not allowed"]));
  });

  it("would hand the policy to whoever IAM lets, but for the condition of the statement for the root user", async () => {
    const { Statement } = stack.documents.keyPolicy;
    const unconditioned = Statement.map((each) => (each.Sid === "RecoverKey" ? { ...each, Condition: {} } : each));
    const { verdictsOf } = await withKey({ ...stack.documents.keyPolicy, Statement: unconditioned });
    const { describe: described, readPolicy, writePolicy } = await verdictsOf("powerUser");
    expect([described, readPolicy, writePolicy]).to.deep.equal(["allowed", "allowed", "allowed"]);
  });

  it("lets the function's role alone decrypt once its conditions are put as the emulator knows them", async () => {
    const { verdictsOf } = await withKey(asEmulatorSpells(stack));
    expect(await verdictsOf("reader")).to.deep.equal({ ...NOTHING, decrypt: "allowed" });
    expect(await verdictsOf("admin")).to.deep.equal({ ...ADMINISTERS, encrypt: "allowed", dataKey: "allowed" });
    expect(await verdictsOf("powerUser")).to.deep.equal(NOTHING);
  });

  describe("where the emulator is unlike AWS, and proves nothing", () => {
    it("(it calls aws:PrincipalArn the session's ARN, so that it denies the function's role too)", async () => {
      const { verdictsOf } = await withKey(asEmulatorSpells(stack, { principalArn: "of the role" }));
      expect(await verdictsOf("reader")).to.include({ decrypt: "denied by the key policy" });
    });

    for (const key of ["kms:ViaService", "kms:EncryptionContext:PARAMETER_ARN"] as const) {
      it(`(it does not evaluate ${key}: a statement with that condition alone never allows)`, async () => {
        const { verdictsOf } = await withKey(asEmulatorSpells(stack, { keeping: key }));
        expect(await verdictsOf("reader")).to.include({ decrypt: "not allowed" });
      });
    }

    it("(it asks the key policy nothing about the root user, who may do everything)", async () => {
      expect(await (await withKey(stack.documents.keyPolicy)).verdictsOf("rootUser")).to.deep.equal(ALL);
    });
  });
});
