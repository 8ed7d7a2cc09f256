const GONE = new Set([
  "AWS.SimpleQueueService.NonExistentQueue",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NotFoundException",
  "ParameterNotFound",
  "QueueDoesNotExist",
  "ResourceNotFound",
  "ResourceNotFoundException",
]);

/** Gives undefined when AWS answers that the thing does not exist; `alsoGone` names further errors that mean so. */
export async function ignoreNotFound<T>(call: Promise<T>, ...alsoGone: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && (GONE.has(error.name) || alsoGone.includes(error.name))) return undefined;
    throw error;
  }
}
