/**
 * An error for a configuration that cannot be loaded:
 * - an environment variable of the function is missing or malformed
 * - there is no parameter under the path, or a section that the function reads is missing
 * - a parameter's value is not a JSON object, parsing would change it, or it is a secret that cannot be masked
 * - a section's values do not match its schema in `app/sections.ts`
 * - a call to Parameter Store fails (the SDK's error is the `cause`, unless it may contain a value)
 * - the configuration does not load in time, or the invocation has too little time left to load it
 * - the configuration in memory is too old to be served and cannot be refreshed (the reason is the `cause`)
 *
 * The message names the parameter, path or variable, the rule and the fix. Neither the message nor the cause
 * contains a value: errors of a JSON parser, which quote their input, are dropped.
 *
 * The function's log has the message of a ConfigurationError, but only the name of any other error. Throw it from your
 * own code, such as `setUp`, if the message is safe to log.
 *
 * @example
 * setUp: ({ limits, queue }) => {
 *   if (limits.batchSize > queue.maxBatchSize) throw new ConfigurationError("limits.batchSize exceeds queue.maxBatchSize.");
 *   return new Batches(limits.batchSize);
 * },
 */
export class ConfigurationError extends Error {
  static {
    // Set on the prototype, the name is in the first line of the stack, and minification does not change it.
    this.prototype.name = "ConfigurationError";
  }
}
