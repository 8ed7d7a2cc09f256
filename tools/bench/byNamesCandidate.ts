import { bundleFiles } from "../../infra/bundle/bundleFiles.ts";
import { BUNDLE_RUNTIME } from "../../infra/bundle/functionBundle.ts";
import type { Candidate } from "./candidate.ts";
import { benchSections } from "./putParameters.ts";

/** The numbers of sections that the functions read by their names. */
export const BY_NAMES = [10, 100] as const;

/** Returns this project's function with a list of sections in its `reads`, bundled as it would be deployed. */
export async function byNamesCandidate(root: string, count: number): Promise<Candidate> {
  const reads = JSON.stringify(Object.keys(benchSections(count)));
  const contents = `
    import { handler as definition } from "./app/viewer.ts";
    import { plain } from "./app/runtime/configuration/section.ts";
    import { start } from "./app/runtime/start.ts";
    const reads = ${reads};
    const sections = Object.fromEntries(reads.map((name) => [name, plain()]));
    export const handler = await start({ name: "viewer", definition, reads, sections });`;
  const { files } = await bundleFiles(root, { client: "@aws-sdk/client-ssm", contents });
  return { ...BUNDLE_RUNTIME, name: `this project, ${count} parameters by names`, files };
}
