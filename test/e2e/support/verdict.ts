export type Verdict = "allowed" | "not allowed" | "denied by the key policy";

/** What became of a signed request. A failure that is no verdict is thrown. */
export async function verdictOf(request: Promise<unknown>): Promise<Verdict> {
  try {
    await request;
    return "allowed";
  } catch (error) {
    if (!(error instanceof Error) || !/^AccessDenied(Exception)?$/.test(error.name)) throw error;
    return error.message.includes("explicit deny in a resource-based policy")
      ? "denied by the key policy"
      : "not allowed";
  }
}
