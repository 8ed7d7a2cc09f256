import type { PrincipalName } from "./principals.ts";
import type { AccessRequest } from "./requests.ts";
import type { Verdict } from "./simulator.ts";
import type { Service, TargetId } from "./targets.ts";

/** The requests that have a verdict. A condition that is undefined matches every request. */
interface Rule {
  readonly principals?: readonly PrincipalName[];
  readonly services?: readonly Service[];
  readonly actions?: readonly string[];
  readonly targets?: readonly TargetId[];
}

const ADMINISTRATORS = ["admin", "admin*", "deployer", "deployer+", "deployer*"] as const;

/** Everything else is denied. */
const ALLOWED: readonly Rule[] = [
  // The key: administrators administer and encrypt, the function decrypts, the root user recovers.
  {
    principals: ADMINISTRATORS,
    actions: ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey", "kms:TagResource", "kms:ScheduleKeyDeletion"],
  },
  { principals: ADMINISTRATORS, actions: ["kms:Encrypt", "kms:GenerateDataKey"], targets: ["viaParameterStore"] },
  { principals: ["function"], actions: ["kms:Decrypt"], targets: ["viaParameterStore"] },
  { principals: ["root"], actions: ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey"] },

  // A function reads its own path, writes its own log and sends traces.
  { principals: ["function"], actions: ["ssm:GetParametersByPath"], targets: ["ownPath"] },
  { principals: ["function"], actions: ["logs:CreateLogStream", "logs:PutLogEvents"], targets: ["functionLog"] },
  { principals: ["otherFunction"], actions: ["ssm:GetParametersByPath"], targets: ["otherEnvironmentPath"] },
  {
    principals: ["otherFunction"],
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    targets: ["otherEnvironmentLog"],
  },
  { principals: ["function", "otherFunction"], actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] },

  // The recycler updates the function's variables, without a layer or a VPC, and writes its own log and queue.
  {
    principals: ["recycler"],
    actions: ["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"],
    targets: ["function"],
  },
  { principals: ["recycler"], actions: ["logs:CreateLogStream", "logs:PutLogEvents"], targets: ["recyclerLog"] },
  { principals: ["recycler"], actions: ["sqs:SendMessage"], targets: ["queue"] },
  { principals: ["events"], actions: ["lambda:InvokeFunction"], targets: ["recyclerByRule"] },
  { principals: ["events"], actions: ["sqs:SendMessage"], targets: ["queueByRule"] },

  // The deployer writes the stack's parameters, reads them without decryption, and manages the functions.
  { principals: ["deployer+"], actions: ["ssm:GetParameter", "ssm:PutParameter"], targets: ["belowOwnPath"] },
  {
    principals: ["deployer+"],
    actions: ["lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"],
    targets: ["function", "withLayer", "withVpc", "recycler"],
  },
  { principals: ["deployer+"], actions: ["iam:PassRole"] },

  // Anyone with full access to the account reads the parameters' ciphertext, and overwrites it.
  {
    principals: ["admin*", "deployer*", "role*", "root"],
    services: ["ssm", "logs", "xray", "lambda", "iam", "sqs"],
  },

  // Only Lambda assumes the roles. The trust policies do not name any other principal.
  { principals: ["lambda"], actions: ["sts:AssumeRole"] },
];

/** A Deny forbids these requests, whatever other statements allow. */
const FORBIDDEN: readonly Rule[] = [
  {
    principals: [...ADMINISTRATORS, "otherFunction", "recycler", "kms:*", "role*", "foreign*", "root"],
    actions: ["kms:Decrypt", "kms:ReEncryptFrom"],
  },
  { actions: ["kms:CreateGrant"] },
];

/** Returns the verdict that a principal should get. */
export function expectedVerdict(principal: PrincipalName, request: AccessRequest): Verdict {
  const matches = (rule: Rule) => matchesRule(rule, principal, request);
  if (FORBIDDEN.some(matches)) return "forbidden";
  return ALLOWED.some(matches) ? "allowed" : "denied";
}

function matchesRule(rule: Rule, principal: PrincipalName, { service, action, target }: AccessRequest): boolean {
  return (
    (rule.principals?.includes(principal) ?? true) &&
    (rule.services?.includes(service) ?? true) &&
    (rule.actions?.includes(action) ?? true) &&
    (rule.targets?.some((id) => id === target) ?? true)
  );
}
