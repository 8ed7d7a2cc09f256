/** What EventBridge tells of a change of a parameter. The value is not among it. */
export interface ParameterChange {
  /** The parameter's name with its path: `/dev/parameterStoreBlog/appConfig`. */
  readonly name: string;
  readonly operation: string;
  /** When it happened, in milliseconds since 1970, rounded down to a whole second by AWS. */
  readonly timeMs: number;
}

/**
 * Reads a "Parameter Store Change" event.
 *
 * @throws TypeError if it is none, with what is missing and nothing of the event
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function parameterChange(event: unknown): ParameterChange {
  const { source, time, detail } = fields(event);
  const { name, operation } = fields(detail);
  const timeMs = typeof time === "string" ? Date.parse(time) : NaN;
  const wrong = [
    ...(source === "aws.ssm" ? [] : ["source aws.ssm"]),
    ...(Number.isNaN(timeMs) ? ["a time"] : []),
    ...(typeof name === "string" ? [] : ["detail.name"]),
    ...(typeof operation === "string" ? [] : ["detail.operation"]),
  ];
  if (wrong.length > 0) {
    throw new TypeError(`The event is no "Parameter Store Change" of EventBridge: it has no ${wrong.join(", no ")}.`);
  }
  return { name: String(name), operation: String(operation), timeMs };
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
