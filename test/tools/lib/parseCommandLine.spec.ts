import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../../tools/lib/command.ts";
import { ROOT } from "../../../tools/lib/paths.ts";

const COMMANDS = {
  "npm run policy:check": "tools/cli/policyCheck.ts",
  "npm run bench": "tools/cli/bench.ts",
  "npm run bench:burst": "tools/cli/benchBurst.ts",
  "npm run policy:deployer": "tools/cli/policyDeployer.ts",
  "npm run report": "tools/cli/report.ts",
  "npm run policy:record": "tools/cli/policyRecord.ts",
  "npm start": "tools/cli/start.ts",
};

for (const [command, file] of Object.entries(COMMANDS)) {
  describe(command, function () {
    this.timeout(30_000);
    this.slow(10_000);

    const run = (option: string) => runCommand(process.execPath, [path.join(ROOT, file), option]);

    it("prints its help with --help, and does nothing else", async () => {
      const { code, output } = await run("--help");
      expect(code).to.equal(0);
      expect(output)
        .to.match(/^[A-Z].*\.\n/)
        .and.include(`${command} -- --help`);
      expect(output).to.include("show this");
    });

    it("rejects an unknown option and prints its help", async () => {
      const { code, output } = await run("--unknown");
      expect(code).to.equal(1);
      expect(output).to.include("Unknown option '--unknown'").and.include(`${command} -- --help`);
      expect(output).not.to.match(/^\s+at /m);
    });
  });
}
