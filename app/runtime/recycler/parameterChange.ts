/** A change of a parameter. EventBridge does not send the value. */
export interface ParameterChange {
  /** The parameter's full name, such as `/dev/parameterStoreBlog/appConfig`. */
  readonly name: string;
  /** Such as `Update` or `Delete`. */
  readonly operation: string;
  /** When it happened, in milliseconds since 1970. AWS rounds it down to a second. */
  readonly timeMs: number;
}

/**
 * Parses a "Parameter Store Change" event of EventBridge.
 *
 * @throws TypeError if it is not such an event. The message names what is missing and does not quote the event
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function parseParameterChange(event: unknown): ParameterChange {
  const { source, time, detail } = fieldsOf(event);
  const { name, operation } = fieldsOf(detail);
  const timeMs = typeof time === "string" ? Date.parse(time) : NaN;
  const missing = [
    ...(source === "aws.ssm" ? [] : ["source aws.ssm"]),
    ...(Number.isNaN(timeMs) ? ["time"] : []),
    ...(typeof name === "string" ? [] : ["detail.name"]),
    ...(typeof operation === "string" ? [] : ["detail.operation"]),
  ];
  if (missing.length > 0) {
    throw new TypeError(`Not an EventBridge "Parameter Store Change" event. Missing: ${missing.join(", ")}.`);
  }
  return { name: String(name), operation: String(operation), timeMs };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
