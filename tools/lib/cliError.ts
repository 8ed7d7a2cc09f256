/** Something that ends the run, with what to do about it. Printed without a stack trace. */
export class CliError extends Error {
  override readonly name = "CliError";
}
