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

/** A boolean, also as text: Pulumi passes both to the program. */
export const flag = z
  .union([z.boolean(), z.enum(["true", "false"])], "must be true or false")
  .transform((value) => value === true || value === "true");

/** The variables that Lambda, the X-Ray SDK or this project sets. */
const RESERVED_VARIABLES = [
  /^AWS_/,
  /^LAMBDA_/,
  /^CACHE_(TTL|MAX_STALE)_SECONDS$/,
  /^(ENV|APP_CONFIG_PATH|CONFIG_VERSION|LOAD_DURING_INIT|REVEAL_SECRETS|RECYCLED_AT)$/,
];

/** Lambda's limit of all environment variables together, as JSON. */
const MAX_ENVIRONMENT_BYTES = 4096;

/** More than the variables that the stack sets need, with the longest names. */
const OWN_VARIABLES_BYTES = 512;

/** Returns the type of a value, never the value. */
const kindOf = (value: unknown): string =>
  value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;

/** Environment variables by name. */
export const environment = z
  .record(z.string(), z.unknown(), "must map names to texts")
  .transform((variables, context): Record<string, string> => {
    for (const [name, value] of Object.entries(variables)) {
      const reject = (message: string, params = {}) => {
        context.addIssue({ code: "custom", path: [name], message, params });
      };
      if (!/^[A-Za-z]\w+$/.test(name)) {
        reject("must have a name of at least two letters, digits and '_' that starts with a letter");
      } else if (RESERVED_VARIABLES.some((reserved) => reserved.test(name))) {
        reject("must have another name: Lambda or this project reserves it");
      }
      if (typeof value !== "string") reject(`must be text, but is ${kindOf(value)}`, { wantsText: true });
    }
    const bytes = Buffer.byteLength(JSON.stringify(variables));
    const most = MAX_ENVIRONMENT_BYTES - OWN_VARIABLES_BYTES;
    if (bytes > most) {
      const limit = `Lambda's limit is ${MAX_ENVIRONMENT_BYTES}, of which the stack needs ${OWN_VARIABLES_BYTES}`;
      context.addIssue(`must be at most ${most} bytes as JSON (${limit}), but has ${bytes}`);
    }
    return variables as Record<string, string>;
  });

const ACTION_RULE = "must be an action such as sqs:SendMessage";

const action = z.string(ACTION_RULE).superRefine((given, context) => {
  const forbidden = forbiddenAction(given);
  if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(given)) context.addIssue(ACTION_RULE);
  else if (forbidden !== undefined) {
    context.addIssue(`must not include ${forbidden}: only \`reads\` gives access to parameters and keys`);
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
      loadDuringInit: flag,
      environment,
      permissions,
    },
    "must be an object of settings",
  )
  .partial();

export type FunctionSettings = z.output<typeof functionSettings>;
