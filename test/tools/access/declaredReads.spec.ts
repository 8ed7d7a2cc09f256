import { expect } from "chai";
import * as fc from "fast-check";
import { functionArn, functionName, keyAliasArn, logGroupName, parameterPath } from "../../../infra/naming.ts";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { principalsOf } from "../../../tools/access/principals.ts";
import { canDecrypt, canGet, canRead } from "../../../tools/access/readAccess.ts";
import { allSections, readsSection } from "../../../tools/access/stack.ts";
import type { SectionKind, Stack, StackFunction, StackPair } from "../../../tools/access/stack.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const DEPLOYER = "arn:aws:iam::123456789012:role/deployer";
const ADMIN = "arn:aws:iam::123456789012:user/parameter-admin";
const NOTHING: PolicyDocument = { Version: "2012-10-17", Statement: [] };

type Reads = StackFunction["reads"];

/** Names that contain each other, so that a prefix would match another section. */
const SECTION_NAMES = ["app", "appConfig", "appConfig2", "config", "Config", "viewer"];
const FUNCTION_NAMES = ["app", "appOther", "viewer", "view"];

/** Returns a stack from its declarations, with the policies that the program would emit. */
function stackOf(name: string, sections: Readonly<Record<string, SectionKind>>, reads: readonly Reads[]): Stack {
  const application = { environment: name, appName: "blog" };
  const functions = reads.map((each, index): StackFunction => {
    const functionNamed = functionName(application, FUNCTION_NAMES[index] ?? "");
    return {
      name: FUNCTION_NAMES[index] ?? "",
      functionName: functionNamed,
      functionArn: functionArn(ACCOUNT, functionNamed),
      logGroupName: logGroupName(functionNamed),
      roleArn: `arn:aws:iam::${ACCOUNT.accountId}:role/${functionNamed}-1234567`,
      reads: each,
      policy: functionPolicy(ACCOUNT, application, { functionName: functionNamed, reads: each }),
      trustPolicy: trustPolicy(ACCOUNT),
    };
  });
  return {
    ...ACCOUNT,
    name,
    keyArn: keyAliasArn(ACCOUNT, application).replace(/alias.*/, "key/0a1b2c3d-0000-4000-8000-000000000000"),
    parameterPath: parameterPath(application),
    sections,
    functions,
    recyclerName: functionName(application, "recycler"),
    recyclerLogGroupName: logGroupName(functionName(application, "recycler")),
    recyclerRoleArn: `arn:aws:iam::${ACCOUNT.accountId}:role/recycler-1234567`,
    ruleName: "rule",
    queueName: "queue",
    adminArn: ADMIN,
    deployerArn: DEPLOYER,
    documents: {
      keyPolicy: keyPolicy(ACCOUNT, application, {
        administrators: [{ arn: ADMIN, uniqueId: "AIDAEXAMPLE" }, { arn: DEPLOYER }],
        decryptors: functions.map(({ roleArn, reads: each }, index) => ({
          arn: roleArn,
          uniqueId: `AROA${index}`,
          secrets: each === "all" ? each : each.filter((section) => sections[section] === "secret"),
        })),
      }),
      recyclerPolicy: NOTHING,
      recyclerTrustPolicy: NOTHING,
      recyclerPermission: NOTHING,
      deadLetterQueuePolicy: NOTHING,
    },
  };
}

/** Random sections, each with its kind, and random functions with what they read. */
const declarations = fc.uniqueArray(fc.constantFrom(...SECTION_NAMES), { maxLength: 4 }).chain((names) =>
  fc.record({
    kinds: fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.constantFrom("plain", "secret")))),
    reads: fc.array(fc.oneof(fc.constant("all" as const), fc.subarray(names)), {
      minLength: 1,
      maxLength: FUNCTION_NAMES.length,
    }),
  }),
);

/** Returns a line for each session of a function's role whose simulated access differs from what it declares. */
async function differences({ stack, other }: StackPair): Promise<readonly string[]> {
  const lines: string[] = [];
  const compare = (what: string, simulated: boolean, declared: boolean) => {
    if (simulated !== declared) lines.push(`${what}: ${String(simulated)}, declared ${String(declared)}`);
  };
  for (const principal of principalsOf({ stack, other })) {
    const { kind, name, of } = principal;
    if (of === undefined) continue;
    for (const [section, sectionKind] of Object.entries(allSections(stack))) {
      const declared = kind !== "otherFunction" && readsSection(of, section);
      compare(`${name} gets ${section}`, await canGet(principal, section, stack), declared && kind === "function");
      compare(`${name} reads ${section}`, await canRead(principal, section, stack), declared && kind === "function");
      // The key policy names the role, wherever it is used. By itself it also limits the role to the function's secrets.
      if (sectionKind === "secret") {
        compare(`${name} decrypts ${section}`, await canDecrypt(principal, section, stack), declared);
      }
    }
  }
  return lines;
}

describe("the policies of random functions and sections", function () {
  this.timeout(300_000);
  this.slow(60_000);

  it("let each function read exactly what it declares, and nobody else use its role to read", async () => {
    await fc.assert(
      fc.asyncProperty(declarations, async ({ kinds, reads }) => {
        const sections = Object.fromEntries(kinds);
        const [stack, other] = [stackOf("dev", sections, reads), stackOf("prod", sections, reads.slice(0, 1))];
        expect(await differences({ stack, other })).to.deep.equal([]);
      }),
      {
        numRuns: 100,
        examples: [
          [
            {
              kinds: [
                ["app", "plain"],
                ["appConfig", "secret"],
              ],
              reads: ["all", ["app"], ["appConfig"], []],
            },
          ],
          [{ kinds: [], reads: ["all", []] }],
          [{ kinds: [["app", "plain"]], reads: [["app"]] }],
        ],
      },
    );
  });

  it("differ from what is declared if a policy is another function's", async () => {
    const { functions, ...stack } = stackOf("dev", { app: "plain", config: "secret" }, [["app"], ["config"]]);
    const [first, second] = functions;
    if (first === undefined || second === undefined) expect.fail("there are two functions");
    const swapped = { ...stack, functions: [{ ...first, policy: second.policy }, second] };
    expect(await differences({ stack: swapped, other: stackOf("prod", {}, []) })).to.deep.equal([
      "app gets app: false, declared true",
      "app reads app: false, declared true",
      "app/otherFn gets config: true, declared false",
    ]);
  });
});
