/**
 * Thrown when the configuration cannot be used as it is:
 * - an environment variable of the function is missing or malformed;
 * - the path holds no parameter, or a parameter's value is not a JSON object, or would change when it is parsed;
 * - Parameter Store refuses or fails to answer (its error is the `cause`), or not in the invocation's time;
 * - the configuration in memory is too old to be served, and cannot be refreshed (why is the `cause`);
 * - a section or key is asked for that is not there, or that has another type.
 *
 * The message names the parameter, path, section or key, the rule and the fix. It never holds a value, and neither does
 * the cause: the error of a JSON parser, which quotes its input, is not kept.
 */
export class ConfigurationError extends Error {
  static {
    // On the prototype the name is there in time for the stack's first line, and minifying does not change it.
    this.prototype.name = "ConfigurationError";
  }
}
