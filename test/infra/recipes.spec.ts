import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { loadMetricFields } from "../../app/runtime/telemetry/log.ts";
import { runValidProgram } from "../../tools/fakes/program.ts";
import { appDeclaring, sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { ROOT } from "../../tools/lib/paths.ts";

/** Returns the code of docs/recipes.md that creates resources of a kind, such as `MetricAlarm`. */
function recipe(kind: string): string {
  const blocks = readFileSync(path.join(ROOT, "docs/recipes.md"), "utf8").matchAll(/^```ts\n([^]*?)^```$/gm);
  const found = Array.from(blocks, ([, code = ""]) => code).filter((code) => code.includes(kind));
  expect(found, kind).to.have.length(1);
  return found.join("");
}

describe("the recipe for alarms", () => {
  it("creates an alarm on the failed loads of each function", async () => {
    const functions = { viewer: { reads: "all" }, notifier: { reads: ["appConfig"] }, idle: { reads: [] } };
    const sections = { appConfig: "plain", appSecrets: "secret" } as const;
    const project = sharedProject(appDeclaring(functions, sections), recipe("MetricAlarm"));
    const { resources } = await runValidProgram({ project });
    const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    const names = Object.keys(functions).map((name) => `parameterStoreBlog-dev_${name}`);
    expect(alarms.map(({ inputs }) => inputs["name"])).to.have.members(names.map((name) => `${name}_load-failures`));
    expect(alarms.map(({ inputs }) => inputs["dimensions"])).to.have.deep.members(
      names.map((FunctionName) => ({ FunctionName })),
    );
    const { _aws, ...values } = loadMetricFields(0, { loads: 1, loadFailures: 1 }, undefined, { requestId: "one" });
    const [metrics] = _aws.CloudWatchMetrics as readonly { readonly Namespace: string; readonly Dimensions: unknown }[];
    for (const { inputs } of alarms) {
      expect(inputs["namespace"]).to.equal(metrics?.Namespace);
      expect(values).to.have.property(String(inputs["metricName"]), 1);
      expect([Object.keys(inputs["dimensions"] as object)]).to.deep.equal(metrics?.Dimensions);
    }
  });
});
