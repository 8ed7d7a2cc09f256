/**
 * An error for a configuration that cannot be loaded, or that lacks what the code asks for:
 * - an environment variable of the function is missing or malformed
 * - there is no parameter under the path
 * - a parameter's value is not a JSON object, or parsing would change it
 * - a request to Parameter Store fails (the SDK's error is the `cause`, unless it may contain a value)
 * - the configuration does not load in time
 * - the invocation has too little time left to load it
 * - the configuration in memory is too old to be served and cannot be refreshed (the reason is the `cause`)
 * - a section or key is missing, or its value has another type
 *
 * The message names the parameter, path, section or key, the rule and the fix. Neither the message nor the cause
 * contains a value: errors of a JSON parser, which quote their input, are dropped.
 *
 * The function's log has the message of a ConfigurationError, but only the name of any other error. Throw it from your
 * own code if the message is safe to log.
 *
 * @example
 * const port = configuration.section("database").number("port");
 * if (port < 1024) throw new ConfigurationError("database.port must be at least 1024.");
 */
export class ConfigurationError extends Error {
  static {
    // Set on the prototype, the name is in the first line of the stack, and minification does not change it.
    this.prototype.name = "ConfigurationError";
  }
}
