import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { cacheCollators, renameContextKeys, renameInPolicy, renameRootPath } from "./simulatorWorkarounds.ts";

cacheCollators();

/** `denied`: no statement allows the request. `forbidden`: a Deny matches it, whatever other statements allow. */
export type Verdict = "allowed" | "denied" | "forbidden";

export interface SimulationInput {
  /** The ARN of a user, a role session or the account root, or the name of a service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly accountId: string;
  readonly context: Readonly<Record<string, string>>;
  /** The IAM policies of the principal. */
  readonly identityPolicies: readonly PolicyDocument[];
  /** The resource's own policy, such as a key policy or a trust policy. */
  readonly resourcePolicy?: PolicyDocument;
}

/** Returns the verdict of the simulator on a request, with the workarounds that it needs. */
export const evaluate = ({
  resource,
  context,
  identityPolicies,
  resourcePolicy,
  ...rest
}: SimulationInput): Promise<Verdict> =>
  simulate({
    ...rest,
    resource: renameRootPath(resource),
    context: renameContextKeys(context),
    identityPolicies: identityPolicies.map(renameInPolicy),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy: renameInPolicy(resourcePolicy) }),
  });

/** Simulates a request without workarounds. Throws if the simulator ignored a part of it. */
export async function simulate(input: SimulationInput): Promise<Verdict> {
  const { principal, action, resource, accountId, context, identityPolicies, resourcePolicy } = input;
  const simulation = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId }, contextVariables: { ...context } },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: `policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    { simulationMode: "Strict" },
  );
  const fail = (reason: string): never => {
    throw new Error(`The simulator cannot evaluate ${action} on ${resource} by ${principal}: ${reason}.`);
  };
  if (simulation.resultType === "error") return fail(JSON.stringify(simulation.errors));
  if (simulation.resultType === "wildcard") return fail("it treats the resource as a pattern");
  const ignored = simulation.result.ignoredContextKeys;
  if (ignored === undefined) return fail("it does not report ignored context keys");
  if (ignored.length > 0) return fail(`it ignored the context keys ${ignored.join(", ")}`);
  return VERDICTS[simulation.overallResult] ?? fail(`unknown result ${simulation.overallResult}`);
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  Allowed: "allowed",
  ImplicitlyDenied: "denied",
  ExplicitlyDenied: "forbidden",
};
