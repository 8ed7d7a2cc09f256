import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../../tools/lib/command.ts";
import { ROOT } from "../../../tools/lib/paths.ts";

const COMMANDS = {
  "npm run access": "tools/cli/access.ts",
  "npm run bench": "tools/cli/bench.ts",
  "npm run burst": "tools/cli/burst.ts",
  "npm run deployer-policy": "tools/cli/deployerPolicyCommand.ts",
  "npm run profile": "tools/cli/profile.ts",
  "npm run record-calls": "tools/cli/recordCalls.ts",
  "npm start": "tools/cli/start.ts",
};

for (const [command, file] of Object.entries(COMMANDS)) {
  describe(command, function () {
    this.timeout(30_000);
    this.slow(10_000);

    const run = (option: string) => runCommand(process.execPath, [path.join(ROOT, file), option]);

    it("explains itself with --help, and does nothing else", async () => {
      const { code, output } = await run("--help");
      expect(code).to.equal(0);
      expect(output)
        .to.match(/^[A-Z].*\.\n/)
        .and.include(`${command} -- --help`);
      expect(output).to.include("show this");
    });

    it("refuses an option that it does not know", async () => {
      const { code, output } = await run("--unknown");
      expect(code).to.equal(1);
      expect(output).to.include("Unknown option '--unknown'").and.include(`${command} -- --help`);
      expect(output).not.to.match(/^\s+at /m);
    });
  });
}
