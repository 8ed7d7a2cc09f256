import { expect } from "chai";
import { reportGrantChanges } from "../../../../infra/config/existing/reportGrantChanges.ts";
import { keyPolicy } from "../../../../infra/policies/keyPolicy.ts";
import type { SecretsRead } from "../../../../infra/policies/keyPolicy.ts";
import { ACCOUNT_ID } from "../../../../tools/fakes/mockAws.ts";
import { runMocked, runProgram } from "../../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../../tools/fakes/program.ts";
import { warningsOf } from "../../support/warnings.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: ACCOUNT_ID };
const application = { environment: "dev", appName: "app" };
const keyArn = `arn:aws:kms:eu-west-1:${ACCOUNT_ID}:key/0a1b2c3d-0000-4000-8000-000000000000`;

type Functions = Readonly<Record<string, SecretsRead>>;

/** Returns the key policy of a stack with these functions, given what they read. */
const policyFor = (functions: Functions, appName = application.appName): string =>
  JSON.stringify(
    keyPolicy(
      account,
      { ...application, appName },
      {
        administrators: [],
        decryptors: Object.entries(functions).map(([name, secrets]) => ({
          arn: `arn:aws:iam::${ACCOUNT_ID}:role/${appName}-dev_${name}-1234567`,
          uniqueId: `AROA${name.toUpperCase()}`,
          secrets,
        })),
      },
    ),
  );

describe("reportGrantChanges", () => {
  /** Reports the changes of a deployed stack, by its state, by KMS and by the program. */
  async function report(
    state: Functions | "unread",
    liveKeyPolicy: NonNullable<ProgramOptions["liveKeyPolicy"]>,
    functions: Functions,
  ) {
    const plans = Object.entries(functions).map(([name, secrets]) => ({ name, secrets }));
    const deployed =
      state === "unread" ? undefined : { parameters: new Map<string, never>(), keyArn, keyPolicy: policyFor(state) };
    const { result, warnings } = await warningsOf(() =>
      runMocked({ liveKeyPolicy }, async () => {
        await reportGrantChanges({ account, application, functions: plans }, deployed);
        return {};
      }),
    );
    expect(result.error).to.equal(undefined);
    return { infos: result.infos, warnings };
  }

  it("logs what the functions newly can and no longer can decrypt, compared with the policy in KMS", async () => {
    const deployed: Functions = { viewer: "all", worker: ["database"] };
    const planned: Functions = { viewer: "all", mailer: ["mail"], greeter: [] };
    const { infos, warnings } = await report(deployed, policyFor(deployed), planned);
    expect(infos).to.deep.equal([
      "The key policy will let mailer decrypt mail.",
      "The key policy will no longer let worker decrypt database.",
    ]);
    expect(warnings).to.equal("");
  });

  it("logs nothing if nothing changes", async () => {
    const functions: Functions = { viewer: "all", worker: ["database"] };
    expect(await report(functions, policyFor(functions), functions)).to.deep.equal({ infos: [], warnings: "" });
  });

  it("warns if the policy in KMS grants something else than the stack's state, which Pulumi may leave as it is", async () => {
    const functions: Functions = { viewer: "all" };
    const { infos, warnings } = await report(functions, policyFor({ viewer: "all", stranger: ["mail"] }), functions);
    expect(warnings).to.include("The key policy was changed outside Pulumi").and.include("Fix: `pulumi up --refresh`.");
    expect(infos).to.deep.equal(["The key policy will no longer let stranger decrypt mail."]);
  });

  it("warns with one line if the policy cannot be read, and logs nothing", async () => {
    const { infos, warnings } = await report({}, { error: "AccessDeniedException" }, { viewer: "all" });
    expect(infos).to.deep.equal([]);
    expect(warnings.split("\n")).to.have.length(1);
    expect(warnings)
      .to.include("The key policy could not be read (AccessDeniedException")
      .and.include("Changes of who can decrypt are not shown.");
  });

  it("logs nothing if the state could not be read", async () => {
    const { infos, warnings } = await report("unread", policyFor({}), { viewer: "all" });
    expect({ infos, warnings }).to.deep.equal({ infos: [], warnings: "" });
  });

  it("logs every grant in the first `up`, without a call to KMS", async () => {
    const { result, warnings } = await warningsOf(() => runProgram({ liveKeyPolicy: { error: "unexpected" } }));
    expect(result.infos).to.deep.equal([
      "The key policy will let viewer decrypt all secrets under /dev/parameterStoreBlog.",
    ]);
    expect(warnings).to.equal("");
  });

  it("reads the policy of the key in the stack's state, and logs nothing if the program grants the same", async () => {
    const type = "aws:kms/key:Key";
    const policy = policyFor({ viewer: "all" }, "parameterStoreBlog");
    const deployed = { [`urn:pulumi:dev::p::${type}::secrets-key`]: { type, outputs: { arn: keyArn, policy } } };
    const { result, warnings } = await warningsOf(() => runProgram({ deployed, liveKeyPolicy: policy }));
    expect(result.infos).to.deep.equal([]);
    expect(warnings).to.equal("");
  });
});
