import { z } from "zod";
import { forbiddenAction } from "./forbiddenActions.ts";

/** The longest timeout that Lambda allows. */
export const MAX_TIMEOUT_SECONDS = 900;

/** Returns a schema for a whole number, also as text: Pulumi passes both to the program. */
export const wholeNumber = (unit: string, low: number, high: number, note = "") => {
  const rule = `must be a whole number of ${unit} from ${low} to ${high}${note}`;
  return z
    .union([z.number(), z.string().regex(/^\d+$/, rule)], rule)
    .transform(Number)
    .pipe(z.number().int(rule).min(low, rule).max(high, rule));
};

export const memorySize = wholeNumber("MB", 128, 10_240);
export const timeoutSeconds = wholeNumber("seconds", 1, MAX_TIMEOUT_SECONDS);

/** The variables that Lambda, the X-Ray SDK or this project sets. */
const RESERVED_VARIABLES = [
  /^AWS_/,
  /^LAMBDA_/,
  /^_/,
  /^CACHE_(TTL|MAX_STALE)_SECONDS$/,
  /^(ENV|APP_CONFIG_PATH|CONFIG_VERSION|REVEAL_SECRETS|RECYCLED_AT)$/,
];

const NAME_RULE = "must have a name of letters, digits and '_', a letter first (Lambda's rule)";

const environment = z
  .record(z.string(), z.string("must be text"), "must map names to texts")
  .superRefine((variables, context) => {
    for (const name of Object.keys(variables)) {
      const reject = (message: string) => {
        context.addIssue({ code: "custom", path: [name], message });
      };
      if (!/^[A-Za-z]\w+$/.test(name)) reject(NAME_RULE);
      else if (RESERVED_VARIABLES.some((reserved) => reserved.test(name))) {
        reject("must have another name: this one is reserved by Lambda or by the runtime");
      }
    }
  });

const action = z
  .string("must be an action such as sqs:SendMessage")
  .regex(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/, "must be an action such as sqs:SendMessage")
  .superRefine((given, context) => {
    const forbidden = forbiddenAction(given);
    if (forbidden !== undefined) {
      context.addIssue(`must not match ${forbidden}, which could reach secrets that the function does not declare`);
    }
  });

const resource = z
  .string("must be an ARN or *")
  .regex(/^(\*|arn:[\w*-]+:[\w*-]+:[\w*-]*:[\d*]*:.+)$/, "must be an ARN or *");

const permissions = z.array(
  z.strictObject(
    {
      actions: z.array(action, "must be a list of actions").min(1, "must have an action"),
      resources: z.array(resource, "must be a list of ARNs").min(1, "must have an ARN"),
    },
    "must be an object of actions and resources",
  ),
  "must be a list of { actions, resources }",
);

/**
 * The settings of one function, in `app/functions.ts` and under `functions.<name>` in the stack config.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const functionSettings = z
  .strictObject(
    {
      memorySize,
      timeoutSeconds,
      reservedConcurrency: wholeNumber("concurrent invocations", 0, 1000),
      architecture: z.enum(["arm64", "x86_64"], "must be arm64 or x86_64"),
      ephemeralStorageMb: wholeNumber("MB", 512, 10_240),
      environment,
      permissions,
    },
    "must be an object of settings",
  )
  .partial();

export type FunctionSettings = z.output<typeof functionSettings>;
