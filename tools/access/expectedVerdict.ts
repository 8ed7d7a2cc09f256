import type { Principal, PrincipalKind } from "./principals.ts";
import type { AccessRequest } from "./requests.ts";
import type { Verdict } from "./simulator.ts";
import { readsSecret, readsSection } from "./stack.ts";
import type { Stack, StackFunction } from "./stack.ts";
import type { Service, TargetKind } from "./targets.ts";

/** The requests that have a verdict. A condition that is undefined matches every request. */
interface Rule {
  readonly principals?: readonly PrincipalKind[];
  readonly services?: readonly Service[];
  readonly actions?: readonly string[];
  readonly targets?: readonly TargetKind[];
  /** Whether the function whose role the principal uses may do it. */
  readonly functions?: (one: StackFunction, request: AccessRequest, stack: Stack) => boolean;
  /** Whether the function that the request is about may be its target. */
  readonly targetFunctions?: (one: StackFunction) => boolean;
}

const ADMINISTRATORS = ["admin", "admin*", "deployer", "deployer+", "deployer*"] as const;
/** The sessions of a role of the stack. Only the first is the function itself. */
const SESSIONS = ["function", "functionElsewhere", "functionPerson"] as const;
const readsAll = ({ reads }: StackFunction): boolean => reads === "all";
const isOwn = ({ name }: StackFunction, { of }: AccessRequest): boolean => of === name;
const readsNothing = ({ reads }: StackFunction): boolean => reads.length === 0;
/** Whether a function lists the section in `reads`. */
const lists = (one: StackFunction, { of = "" }: AccessRequest): boolean => !readsAll(one) && readsSection(one, of);

/** Everything else is denied. */
const ALLOWED: readonly Rule[] = [
  // The key: administrators administer and encrypt, functions decrypt, the root user recovers.
  {
    principals: ADMINISTRATORS,
    actions: ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey", "kms:TagResource", "kms:ScheduleKeyDeletion"],
  },
  {
    principals: ADMINISTRATORS,
    actions: ["kms:Encrypt", "kms:GenerateDataKey"],
    targets: ["viaParameterStore", "viaParameterStoreBelow"],
  },
  {
    principals: SESSIONS,
    actions: ["kms:Decrypt"],
    targets: ["viaParameterStore", "viaParameterStoreBelow"],
    functions: readsAll,
  },
  {
    principals: SESSIONS,
    actions: ["kms:Decrypt"],
    targets: ["viaParameterStore"],
    functions: (one, request, { sections }) => lists(one, request) && sections[request.of ?? ""] === "secret",
  },
  { principals: ["root"], actions: ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey"] },

  // A function reads what it declares, by path or by name. Its role cannot do that elsewhere.
  { principals: ["function"], actions: ["ssm:GetParametersByPath"], targets: ["ownPath"], functions: readsAll },
  { principals: ["function"], actions: ["ssm:GetParameters"], targets: ["section"], functions: lists },
  {
    principals: ["otherFunction"],
    actions: ["ssm:GetParametersByPath"],
    targets: ["otherEnvironmentPath"],
    functions: readsAll,
  },
  {
    principals: ["otherFunction"],
    actions: ["ssm:GetParameters"],
    targets: ["otherEnvironmentSection"],
    functions: lists,
  },

  // A role writes the log of its function and sends traces.
  {
    principals: SESSIONS,
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    targets: ["functionLog"],
    functions: isOwn,
  },
  {
    principals: ["otherFunction"],
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    targets: ["otherEnvironmentLog"],
    functions: isOwn,
  },
  { principals: [...SESSIONS, "otherFunction"], actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] },

  // The recycler updates the variables of the functions that read something, without a layer or a VPC, and writes its own log and queue.
  {
    principals: ["recycler"],
    actions: ["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"],
    targets: ["function"],
    targetFunctions: (one) => !readsNothing(one),
  },
  { principals: ["recycler"], actions: ["logs:CreateLogStream", "logs:PutLogEvents"], targets: ["recyclerLog"] },
  { principals: ["recycler"], actions: ["sqs:SendMessage"], targets: ["queue"] },
  { principals: ["events"], actions: ["lambda:InvokeFunction"], targets: ["recyclerByRule"] },
  { principals: ["events"], actions: ["sqs:SendMessage"], targets: ["queueByRule"] },

  // The deployer writes the stack's parameters, reads them without decryption, and manages the functions and roles.
  {
    principals: ["deployer+"],
    actions: ["ssm:GetParameter", "ssm:PutParameter"],
    targets: ["section", "belowSection"],
  },
  {
    principals: ["deployer+"],
    actions: ["lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"],
    targets: ["function", "withLayer", "withVpc", "recycler"],
  },
  { principals: ["deployer+"], services: ["iam"] },

  // Anyone with full access to the account reads the parameters' ciphertext, and overwrites it.
  {
    principals: ["admin*", "deployer*", "role*", "root"],
    services: ["ssm", "logs", "xray", "lambda", "iam", "sqs"],
  },

  // Only Lambda assumes the roles, for functions of this account. The trust policies do not name any other principal.
  { principals: ["lambda"], actions: ["sts:AssumeRole"], targets: ["assumedFunctionRole", "assumedRecyclerRole"] },
];

/** A Deny forbids these requests, whatever other statements allow. */
const FORBIDDEN: readonly Rule[] = [
  {
    principals: [...ADMINISTRATORS, "otherFunction", "recycler", "kms:*", "role*", "foreign*", "root"],
    actions: ["kms:Decrypt", "kms:ReEncryptFrom"],
  },
  {
    principals: SESSIONS,
    actions: ["kms:Decrypt", "kms:ReEncryptFrom"],
    functions: (one, _request, stack) => !readsSecret(one, stack),
  },
  { actions: ["kms:CreateGrant"] },
];

/** Returns the verdict that a principal should get, according to what the stack's functions declare. */
export function expectedVerdict(principal: Principal, request: AccessRequest, stack: Stack): Verdict {
  const matches = (rule: Rule) => matchesRule(rule, principal, request, stack);
  if (FORBIDDEN.some(matches)) return "forbidden";
  return ALLOWED.some(matches) ? "allowed" : "denied";
}

function matchesRule(rule: Rule, { kind, of }: Principal, request: AccessRequest, stack: Stack): boolean {
  const target = stack.functions.find(({ name }) => name === request.of);
  return (
    (rule.principals?.includes(kind) ?? true) &&
    (rule.services?.includes(request.service) ?? true) &&
    (rule.actions?.includes(request.action) ?? true) &&
    (rule.targets?.includes(request.kind) ?? true) &&
    (rule.targetFunctions === undefined || (target !== undefined && rule.targetFunctions(target))) &&
    (rule.functions === undefined || (of !== undefined && rule.functions(of, request, stack)))
  );
}
