import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { renamedContext, renamedPolicy } from "./encryptionContext.ts";

/** `forbidden` is said by a Deny, which no Allow outweighs; `denied` only says that nothing allows it. */
export type Verdict = "allowed" | "denied" | "forbidden";

export interface AccessRequest {
  /** ARN of a user, of a role's session or of the account root, or a service's name. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly accountId: string;
  readonly context: Readonly<Record<string, string>>;
  /** The IAM policies of the principal. */
  readonly identityPolicies: readonly PolicyDocument[];
  /** The key's or the role's own policy. */
  readonly resourcePolicy?: PolicyDocument;
}

/** What AWS says to a request, by its rules as the simulator knows them. */
export const verdict = ({ context, identityPolicies, resourcePolicy, ...rest }: AccessRequest): Promise<Verdict> =>
  simulate({
    ...rest,
    context: renamedContext(context),
    identityPolicies: identityPolicies.map(renamedPolicy),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy: renamedPolicy(resourcePolicy) }),
  });

/** The same without any translation: throws whenever the simulator did not look at everything that it was given. */
export async function simulate(request: AccessRequest): Promise<Verdict> {
  const { principal, action, resource, accountId, context, identityPolicies, resourcePolicy } = request;
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId }, contextVariables: { ...context } },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: `policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    { simulationMode: "Strict" },
  );
  const refuse = (reason: string): never => {
    throw new Error(`the simulator cannot judge ${action} on ${resource} by ${principal}: ${reason}`);
  };
  if (answer.resultType === "error") return refuse(JSON.stringify(answer.errors));
  if (answer.resultType === "wildcard") return refuse("it takes the resource for a pattern");
  const ignored = answer.result.ignoredContextKeys;
  if (ignored === undefined) return refuse("it does not say which context keys it ignored");
  if (ignored.length > 0) return refuse(`it ignored the context keys ${ignored.join(", ")}`);
  return VERDICTS[answer.overallResult] ?? refuse(`it answers ${answer.overallResult}`);
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  Allowed: "allowed",
  ImplicitlyDenied: "denied",
  ExplicitlyDenied: "forbidden",
};
