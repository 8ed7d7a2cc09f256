import { expect } from "chai";
import { ESLint } from "eslint";
import { ROOT } from "../../tools/lib/paths.ts";

/** Imports that eslint.config.js forbids, by file. */
const FORBIDDEN = [
  ["app/functions.ts", "../infra/naming.ts"],
  ["app/runtime/createHandler.ts", "../functions.ts"],
  ["infra/naming.ts", "../tools/lib/paths.ts"],
  ["infra/aws/awsAccount.ts", "../config/stackConfig.ts"],
  ["infra/policies/keyPolicy.ts", "../components/parameterSet.ts"],
  ["infra/config/problems/fixFor.ts", "../configSchema.ts"],
  ["infra/config/problems/fixFor.ts", "../stackFile/stackFile.ts"],
  ["infra/config/stackFile/stackFile.ts", "../configSchema.ts"],
  ["infra/config/principals/deployer.ts", "../stackFile/stackFile.ts"],
  ["infra/config/existing/existingProblems.ts", "../stackConfig.ts"],
  ["tools/lib/paths.ts", "../local/localRun.ts"],
  ["tools/fakes/awsServer.ts", "../local/localRun.ts"],
  ["tools/local/localRun.ts", "../report/model.ts"],
  ["tools/local/localRun.ts", "../cli/start.ts"],
  ["tools/docs/barChart.ts", "../local/localRun.ts"],
  ["tools/bench/suite.ts", "../docs/barChart.ts"],
  ["tools/report/model.ts", "../local/localRun.ts"],
  ["tools/access/matrix.ts", "../../test/infra/support/canary.ts"],
  ["index.ts", "./test/infra/support/canary.ts"],
] as const;

describe("ESLint", function () {
  this.timeout(300_000);
  this.slow(30_000);

  const eslint = new ESLint({ cwd: ROOT });
  const brokenRules = async (filePath: string, code: string) => {
    const [result] = await eslint.lintText(code, { filePath });
    return result?.messages.map(({ ruleId }) => ruleId);
  };

  for (const [file, imported] of FORBIDDEN) {
    it(`rejects an import of ${imported} in ${file}`, async () => {
      expect(await brokenRules(file, `import "${imported}";\n`)).to.include("import-x/no-restricted-paths");
    });
  }

  it("rejects an import cycle", async () => {
    const code = 'import { createHandler } from "./createHandler.ts";\nexport const name = createHandler.name;\n';
    expect(await brokenRules("app/runtime/configurationLoader.ts", code)).to.include("import-x/no-cycle");
  });

  it("rejects imports in the wrong order, and type imports that are combined with imports of values", async () => {
    const code = [
      'import { parameterPath } from "./naming.ts";',
      'import * as path from "node:path";',
      'import { type AwsAccount } from "./aws/awsAccount.ts";',
      "export const used = (account: AwsAccount) => [account, path, parameterPath];",
      "",
    ].join("\n");
    expect(await brokenRules("infra/principalArn.ts", code)).to.include.members([
      "import-x/order",
      "import-x/consistent-type-specifier-style",
    ]);
  });

  it("accepts imports in the allowed direction", async () => {
    const code = 'import "../../infra/naming.ts";\nimport "../lib/paths.ts";\n';
    expect(await brokenRules("tools/cli/bench.ts", code)).to.deep.equal([]);
  });
});
