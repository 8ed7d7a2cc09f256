import { writeGeneratedFiles } from "../docs/generatedFiles.ts";
import { exitWithError } from "../lib/cliError.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";

const HELP = `Writes the generated parts of the documents in docs/: the config keys of Pulumi.yaml, and the tables and charts of the
last benchmarks. \`npm run bench\` and \`npm run bench:burst\` do the same.

  npm run docs
  npm run docs -- --help    show this`;

parseCommandLine(HELP, {});
await writeGeneratedFiles()
  .then((changed) => {
    console.log(changed.length === 0 ? "All generated parts are up to date." : `Wrote ${changed.join(", ")}.`);
  })
  .catch(exitWithError);
