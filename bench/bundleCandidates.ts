import { bundledFiles } from "../infra/functionBundle.ts";
import type { Candidate } from "./candidate.ts";
import { BY_DEFAULT, defaultBundle } from "./defaultBundle.ts";

const MAP = "index.js.map";

/** The bundle as it is deployed, and what each of its choices costs or saves. */
export function bundleCandidates(root: string): { readonly deployed: Candidate; readonly others: Candidate[] } {
  const files = bundledFiles(root, "app/handler.ts");
  const { "index.js": code, [MAP]: map } = files;
  if (code === undefined || map === undefined) {
    throw new Error(`The bundle must be index.js and ${MAP}; got ${Object.keys(files).join(", ")}.`);
  }
  const bundle = { runtime: "nodejs24.x", handler: "index.handler" } as const;
  // Node.js looks for a map only where the code names one, and the deployed bundle names none.
  const namingItsMap = Buffer.concat([code, Buffer.from(`//# sourceMappingURL=${MAP}\n`)]);
  return {
    deployed: { ...bundle, name: "this project", files },
    others: [
      { ...bundle, name: "– without the source map", files: { "index.js": code } },
      {
        ...bundle,
        name: "– with node --enable-source-maps",
        files: { "index.js": namingItsMap, [MAP]: map },
        nodeOptions: ["--enable-source-maps"],
      },
      { ...defaultBundle(root, "app/handler.ts"), name: `– ${BY_DEFAULT}` },
    ],
  };
}
