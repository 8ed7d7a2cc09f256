const NOT_FOUND = new Set([
  "AWS.SimpleQueueService.NonExistentQueue",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NotFoundException",
  "ParameterNotFound",
  "QueueDoesNotExist",
  "ResourceNotFound",
  "ResourceNotFoundException",
]);

/** Returns undefined if AWS responds that the resource does not exist. */
export async function ignoreNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && NOT_FOUND.has(error.name)) return undefined;
    throw error;
  }
}

/** Prepends the attempted operation to the code and message of an AWS error. */
export async function withErrorContext<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new Error(`${operation}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
