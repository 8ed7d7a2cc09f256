import { evaluateFor } from "./matrix.ts";
import { principalsOf } from "./principals.ts";
import type { Principal, PrincipalKind } from "./principals.ts";
import { allSections, parameterArn, readsSection } from "./stack.ts";
import type { SectionKind, Stack, StackPair } from "./stack.ts";
import { keyContext } from "./targets.ts";

/** The things that a principal can change in order to read a section, with their descriptions. */
export const CHANGES = {
  function: "the code or the configuration of a function that reads the section",
  role: "the permissions of the role of such a function",
  key: "the key policy, which decides who can decrypt",
} as const;

export type Change = keyof typeof CHANGES;

/** Whether a principal can read a section in clear. */
export interface ReadAccess {
  readonly principal: Principal;
  readonly section: string;
  readonly sectionKind: SectionKind;
  readonly reads: boolean;
  readonly expected: boolean;
  /** The changes with which the principal can let itself or another principal read the section. */
  readonly changes: readonly Change[];
}

/** Simulates for each principal and each section every way to read it. */
export async function evaluateReads(pair: StackPair): Promise<readonly ReadAccess[]> {
  const { stack } = pair;
  const reads: ReadAccess[] = [];
  for (const principal of principalsOf(pair)) {
    for (const [section, sectionKind] of Object.entries(allSections(stack))) {
      reads.push({
        principal,
        section,
        sectionKind,
        reads: await canRead(principal, section, stack),
        expected: isExpectedToRead(principal, section, sectionKind),
        changes: await changesOf(principal, section, stack),
      });
    }
  }
  return reads;
}

/**
 * Returns whether a principal can read a section in clear: an action that returns the parameter is allowed and, for a
 * secret, so is kms:Decrypt with the context of a request by Parameter Store.
 */
export async function canRead(principal: Principal, section: string, stack: Stack): Promise<boolean> {
  return (
    (await canGet(principal, section, stack)) &&
    (allSections(stack)[section] === "plain" || (await canDecrypt(principal, section, stack)))
  );
}

/** Returns whether a principal can get a section's parameter, by any action and by any path that contains it. */
export async function canGet(principal: Principal, section: string, stack: Stack): Promise<boolean> {
  const parameter = `${stack.parameterPath}/${section}`;
  // A request for a path with Recursive returns all levels below the path.
  const requests = [
    ...ancestorsOf(parameter).map((path) => ["ssm:GetParametersByPath", path] as const),
    ...["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParameterHistory"].map(
      (action) => [action, parameter] as const,
    ),
  ];
  return isAnyAllowed(
    requests.map(
      ([action, path]) =>
        () =>
          isAllowed(principal, action, parameterArn(stack, path), stack),
    ),
  );
}

/** Returns whether a principal can decrypt a section through Parameter Store. */
export const canDecrypt = async (principal: Principal, section: string, stack: Stack): Promise<boolean> =>
  (await evaluateFor(
    principal,
    "kms:Decrypt",
    {
      resource: stack.keyArn,
      context: keyContext(stack, "ssm", `${stack.parameterPath}/${section}`),
      policy: stack.documents.keyPolicy,
    },
    stack,
  )) === "allowed";

/** Returns the paths that contain a parameter: `/`, `/dev`, `/dev/parameterStoreBlog`. */
const ancestorsOf = (parameter: string): readonly string[] =>
  parameter
    .split("/")
    .slice(0, -1)
    .map((_name, index, names) => names.slice(0, index + 1).join("/") || "/");

async function changesOf(principal: Principal, section: string, stack: Stack): Promise<readonly Change[]> {
  const readers = stack.functions.filter((one) => readsSection(one, section));
  const can: Readonly<Record<Change, () => Promise<boolean>>> = {
    function: () =>
      isAnyAllowed(
        readers.flatMap(({ functionArn }) =>
          ["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"].map(
            (action) => () => isAllowed(principal, action, functionArn, stack),
          ),
        ),
      ),
    role: () =>
      isAnyAllowed(
        readers.map(
          ({ roleArn }) =>
            () =>
              isAllowed(principal, "iam:PutRolePolicy", roleArn, stack),
        ),
      ),
    key: async () =>
      allSections(stack)[section] === "secret" &&
      (await isAllowed(principal, "kms:PutKeyPolicy", stack.keyArn, stack, stack.documents.keyPolicy)),
  };
  const changes: Change[] = [];
  for (const change of ["function", "role", "key"] as const) if (await can[change]()) changes.push(change);
  return changes;
}

const isAllowed = async (
  principal: Principal,
  action: string,
  resource: string,
  stack: Stack,
  policy?: Stack["documents"]["keyPolicy"],
): Promise<boolean> =>
  (await evaluateFor(
    principal,
    action,
    { resource, context: {}, ...(policy === undefined ? {} : { policy }) },
    stack,
  )) === "allowed";

async function isAnyAllowed(requests: readonly (() => Promise<boolean>)[]): Promise<boolean> {
  for (const request of requests) if (await request()) return true;
  return false;
}

/** The principals whose IAM policies let them read plain sections. */
const READ_PLAIN: readonly PrincipalKind[] = ["admin*", "deployer+", "deployer*", "role*", "root"];

function isExpectedToRead({ kind, of }: Principal, section: string, sectionKind: SectionKind): boolean {
  if (kind === "function" && of !== undefined) return readsSection(of, section);
  return sectionKind === "plain" && READ_PLAIN.includes(kind);
}

/** Returns a line for each unexpected result: `viewer reads appSecrets: no, not yes`. */
export const describeUnexpectedReads = (all: readonly ReadAccess[]): string[] =>
  all.flatMap(({ principal, section, reads, expected }) =>
    reads === expected ? [] : [`${principal.name} reads ${section}: ${yesOrNo(reads)}, not ${yesOrNo(expected)}`],
  );

export const yesOrNo = (value: boolean): string => (value ? "yes" : "no");
