import type { PrincipalName } from "./principals.ts";
import type { Question } from "./questions.ts";
import type { Verdict } from "./simulator.ts";

/** Principals and actions, separated by spaces; the places by their letters. Left out: all of them. */
interface Rule {
  readonly who?: string;
  readonly action: string;
  readonly places?: string;
}

const ADMINISTRATORS = "admin admin* deployer deployer+ deployer*";

/** Nothing is allowed but this. */
const ALLOWED: readonly Rule[] = [
  // The key: administrators administer and encrypt, the function decrypts, the root user rescues.
  {
    who: ADMINISTRATORS,
    action: "kms:PutKeyPolicy kms:GetKeyPolicy kms:DescribeKey kms:TagResource kms:ScheduleKeyDeletion",
  },
  { who: ADMINISTRATORS, action: "kms:Encrypt kms:GenerateDataKey", places: "p" },
  { who: "function", action: "kms:Decrypt", places: "p" },
  { who: "root", action: "kms:PutKeyPolicy kms:GetKeyPolicy kms:DescribeKey" },

  // The function reads its own path, writes its own log and sends traces; the other environment's does so there.
  { who: "function", action: "ssm:GetParametersByPath", places: "o" },
  { who: "function", action: "logs:CreateLogStream logs:PutLogEvents", places: "o" },
  { who: "otherFn", action: "ssm:GetParametersByPath", places: "e" },
  { who: "otherFn", action: "logs:CreateLogStream logs:PutLogEvents", places: "e" },
  { who: "function otherFn", action: "xray:PutTraceSegments xray:PutTelemetryRecords" },

  // The recycler gives the function other variables, but no layer and no network, and writes its own log and queue.
  { who: "recycler", action: "lambda:GetFunctionConfiguration lambda:UpdateFunctionConfiguration", places: "f" },
  { who: "recycler", action: "logs:CreateLogStream logs:PutLogEvents", places: "r" },
  { who: "recycler", action: "sqs:SendMessage", places: "q" },
  { who: "events", action: "lambda:InvokeFunction", places: "R" },
  { who: "events", action: "sqs:SendMessage", places: "Q" },

  // The deployer's own policy: it writes the stack's parameters, reads them without decryption, and makes the functions.
  { who: "deployer+", action: "ssm:GetParameter ssm:PutParameter", places: "b" },
  { who: "deployer+", action: "lambda:UpdateFunctionConfiguration lambda:UpdateFunctionCode", places: "flvr" },
  { who: "deployer+", action: "iam:PassRole" },

  // Whoever may do everything in the account reads the parameters' ciphertext, and overwrites it.
  { who: "admin* deployer* role* root", action: "ssm: logs: xray: lambda: iam: sqs:" },

  // Nobody steps into the roles but Lambda.
  { who: "lambda", action: "sts:AssumeRole" },
];

/** Whatever else the policies may come to say, a Deny stands against this. */
const FORBIDDEN: readonly Rule[] = [
  {
    who: `${ADMINISTRATORS} otherFn recycler kms:* role* foreign* root`,
    action: "kms:Decrypt kms:ReEncryptFrom",
  },
  { action: "kms:CreateGrant" },
];

/** What a principal should hear. */
export function expectedVerdict(who: PrincipalName, question: Question): Verdict {
  if (FORBIDDEN.some((rule) => covers(rule, who, question))) return "forbidden";
  return ALLOWED.some((rule) => covers(rule, who, question)) ? "allowed" : "denied";
}

/** An action that ends with its colon stands for all of the service's. */
function covers(rule: Rule, who: PrincipalName, { service, action, place }: Question): boolean {
  const actions = rule.action.split(" ");
  return (
    (rule.who === undefined || rule.who.split(" ").includes(who)) &&
    (actions.includes(action) || actions.includes(`${service}:`)) &&
    (rule.places === undefined || rule.places.includes(place))
  );
}
