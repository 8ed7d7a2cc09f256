import type { LocalRun } from "../../../tools/local/localRun.ts";
import { startLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";

/**
 * Redirects a service of the engines that start from now on to another URL, such as a proxy of the emulator. The local AWS
 * provider sends the requests of all services there.
 *
 * @returns a function that ends the redirection
 */
export async function redirectService(
  run: LocalRun,
  service: "SSM" | "LAMBDA",
  url: string,
): Promise<() => Promise<void>> {
  const provider =
    run.provider === "aws" ? undefined : await startLocalProvider({ endpoint: url, credentials: run.credentials });
  const restore = setVariables({
    [`AWS_ENDPOINT_URL_${service}`]: url,
    ...(provider && { PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}` }),
  });
  return async () => {
    restore();
    await provider?.stop();
  };
}

/** Sets environment variables, and returns a function that restores them. */
function setVariables(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}
