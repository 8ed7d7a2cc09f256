import type { SSMClient } from "@aws-sdk/client-ssm";

/** Thrown when Parameter Store's answer cannot be parsed. The parser's error quotes the answer and is not kept. */
export class WithheldResponseError extends Error {
  static {
    this.prototype.name = "WithheldResponseError";
  }

  /** By which the SDK knows an error that is worth another attempt, such as a 503 of something in between. */
  readonly $metadata: { readonly httpStatusCode: number | undefined };

  constructor(httpStatusCode: number | undefined) {
    super("Parameter Store's answer is not JSON; it is withheld, as it may hold values.");
    this.$metadata = { httpStatusCode };
  }
}

/**
 * Makes a client replace the errors of its parser before anything around it (tracing, retries, the caller) sees them,
 * because they quote the answer, and with it parameter values.
 */
export function withholdResponses<Client extends Pick<SSMClient, "middlewareStack">>(client: Client): Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new WithheldResponseError(statusOf(error));
      }
    },
    { step: "deserialize", priority: "high", name: "withholdResponses" },
  );
  return client;
}

const statusOf = (error: Error & { $metadata?: { httpStatusCode?: number } }): number | undefined =>
  error.$metadata?.httpStatusCode;
