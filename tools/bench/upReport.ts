import { formatMarkdownTable } from "../lib/output.ts";
import type { ProgramTimes } from "./programTimes.ts";
import { formatSummary } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

/** How often each kind of deployment is measured. */
export const UP_REPETITIONS = 5;

/** The figures of one kind of deployment. */
export interface DeploymentFigures {
  readonly deployment: string;
  readonly seconds: Summary;
  readonly calls: Summary;
}

/** The entry of the deployment suite in results.json. */
export interface UpResults {
  readonly deployments: readonly DeploymentFigures[];
  readonly program: ProgramTimes;
}

/** Returns a table of the deployments and one of the program, and what their figures mean. */
export function upMarkdown({ deployments, program: { typeStripping, withTsNode, parts } }: UpResults): string {
  return [
    formatMarkdownTable(
      ["`pulumi up`", "time (s)", "AWS calls"],
      deployments.map(({ deployment, seconds, calls }) => [deployment, formatSummary(seconds), String(calls.median)]),
    ),
    formatMarkdownTable(
      ["program only", "time (ms)"],
      [
        ["`typescript: false` in Pulumi.yaml: Node.js strips the types", formatSummary(typeStripping, 0)],
        ["Pulumi's default: registers ts-node first", formatSummary(withTsNode, 0)],
        ["part of both: load `@pulumi/pulumi`, which loads the TypeScript compiler", formatSummary(parts.pulumi, 0)],
        ["part of that: load the TypeScript compiler", formatSummary(parts.compiler, 0)],
        ["part of both: load `@pulumi/aws` after `@pulumi/pulumi`", formatSummary(parts.aws, 0)],
      ],
    ),
    [
      `Figures are the median (p99) of ${UP_REPETITIONS} deployments, ${typeStripping.repetitions} previews and ` +
        `${parts.compiler.repetitions} processes that load a part.`,
      "Deployments use the real Pulumi engine and the small local AWS provider. The released provider makes more calls and " +
        "waits longer.",
      '"Program only" is the process that Pulumi\'s language host starts, in a preview without changes.',
    ].join("\n"),
  ].join("\n\n");
}
