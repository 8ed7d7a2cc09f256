import { formatTable } from "../lib/output.ts";
import { describeUnexpected } from "./matrix.ts";
import type { Cell } from "./matrix.ts";
import { PRINCIPALS } from "./principals.ts";
import { TARGETS } from "./targets.ts";

/** A stack with the verdicts on its policies. */
export interface EvaluatedStack {
  readonly name: string;
  readonly cells: readonly Cell[];
}

export interface AccessReport {
  readonly text: string;
  readonly passed: boolean;
}

/** Returns the legend, one table for all stacks with the same verdicts, and the failed checks. */
export function accessReport(stacks: readonly EvaluatedStack[]): AccessReport {
  const tables = new Map<string, string[]>();
  for (const { name, cells } of stacks) {
    const text = accessTable(cells);
    tables.set(text, [...(tables.get(text) ?? []), name]);
  }
  const sections = [...tables].map(([text, names]) => `${names.join(" and ")}:\n\n${text}`);

  const count = stacks.reduce((sum, { cells }) => sum + cells.length, 0);
  const failed = stacks.flatMap(({ name, cells }) => describeUnexpected(cells).map((line) => `  ${name}: ${line}`));
  const result =
    failed.length === 0
      ? `All ${count} checks passed.`
      : `${failed.length} of ${count} checks failed:\n${failed.join("\n")}`;
  return { text: [legend(), ...sections, result].join("\n\n"), passed: failed.length === 0 };
}

const MARKS = { allowed: "yes", denied: "·", forbidden: "never" } as const;

function legend(): string {
  const targets = Object.entries(TARGETS).flatMap(([service, descriptions]) => [
    [`${service}:`, ""],
    ...Object.entries(descriptions).map(([id, description]) => [`  ${id}`, description]),
  ]);
  return [
    formatTable(["principal", "who sends the request"], Object.entries(PRINCIPALS)),
    "",
    formatTable(["target", "what the request is for"], targets),
    "",
    `\`${MARKS.allowed}\`: allowed. \`${MARKS.denied}\`: no statement allows it. \`${MARKS.forbidden}\`: a Deny forbids it, whatever other statements allow.`,
    "Reading a secret requires permission to get the parameter, and kms:Decrypt through Parameter Store.",
  ].join("\n");
}

/** Returns a table with a column for each principal. Targets with the same verdicts share a row. */
function accessTable(cells: readonly Cell[]): string {
  const principals = Object.keys(PRINCIPALS);
  const rows = [...Map.groupBy(cells, ({ request }) => request.action)].flatMap(([action, ofAction]) =>
    targetRows(ofAction, principals).map((row, index) => [index === 0 ? action : "", ...row]),
  );
  return formatTable(["action", "targets", ...principals], rows);
}

/** A table row before its targets are joined to a label. */
interface TargetRow {
  readonly targets: readonly string[];
  readonly marks: readonly string[];
}

function targetRows(cells: readonly Cell[], principals: readonly string[]): readonly (readonly string[])[] {
  const byCaller = Map.groupBy(cells, ({ request }) => request.caller);
  return [...byCaller].flatMap(([caller, ofCaller]) => {
    const suffix = caller === "service" ? " (services)" : "";
    const [only, ...more] = groupTargets(ofCaller, principals);
    if (only === undefined) return [];
    if (more.length === 0) return [[`all${suffix}`, ...only.marks]];
    // The last row has the fewest permissions, and its targets need no names.
    return [only, ...more].map(({ targets, marks }, index) => [
      index === more.length && targets.length > 1 ? `others${suffix}` : targets.join(", "),
      ...marks,
    ]);
  });
}

/** Groups targets by their marks. The group with the fewest permissions is last. */
function groupTargets(cells: readonly Cell[], principals: readonly string[]): readonly TargetRow[] {
  const byTarget = Map.groupBy(cells, ({ request }) => request.target);
  const rows = [...byTarget].map(([target, ofTarget]) => ({
    targets: [target],
    marks: principals.map((name) => {
      const cell = ofTarget.find(({ principal }) => principal === name);
      return cell === undefined ? "" : MARKS[cell.verdict];
    }),
  }));
  const groups = [...Map.groupBy(rows, ({ marks }) => marks.join())].map(([, group]) => ({
    targets: group.flatMap(({ targets }) => targets),
    marks: group[0]?.marks ?? [],
  }));
  const permissions = ({ marks }: TargetRow) => marks.filter((mark) => mark === MARKS.allowed).length;
  const fewest = groups.reduce((one, other) => (permissions(other) < permissions(one) ? other : one));
  return [...groups.filter((group) => group !== fewest), fewest];
}
