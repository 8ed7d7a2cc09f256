import { formatTable } from "../lib/output.ts";
import type { Cell } from "./matrix.ts";
import { SERVICES } from "./principals.ts";
import type { AccessRequest } from "./requests.ts";
import { TARGETS } from "./targets.ts";

const MARKS = { allowed: "yes", denied: "·", forbidden: "never" } as const;

/** Returns the legend of the table. */
export function matrixLegend(): string {
  const targets = Object.entries(TARGETS).flatMap(([service, descriptions]) => [
    [`${service}:`, ""],
    ...Object.entries(descriptions).map(([kind, description]) => [
      `  ${kind}${description.includes("NAME") ? ":NAME" : ""}`,
      description,
    ]),
  ]);
  return [
    formatTable(["target", "what the request is for"], targets),
    "",
    `${SERVICES.map(({ name, description }) => `\`${name}\`: ${description}`).join(". ")}. The other principals are those above.`,
    `\`${MARKS.allowed}\`: allowed. \`${MARKS.denied}\`: no statement allows it. \`${MARKS.forbidden}\`: a Deny forbids it, whatever other statements allow.`,
  ].join("\n");
}

/** Returns a table with a column for each principal. Targets with the same verdicts share a row. */
export function matrixTable(cells: readonly Cell[]): string {
  const principals = [...new Set(cells.map(({ principal }) => principal.name))];
  const rows = [...Map.groupBy(cells, ({ request }) => request.action)].flatMap(([action, ofAction]) =>
    targetRows(ofAction, principals).map((row, index) => [index === 0 ? action : "", ...row]),
  );
  return formatTable(["action", "targets", ...principals], rows);
}

/** Targets with the same verdicts. */
interface TargetRow {
  readonly targets: readonly Pick<AccessRequest, "kind" | "of">[];
  readonly marks: readonly string[];
}

function targetRows(cells: readonly Cell[], principals: readonly string[]): readonly (readonly string[])[] {
  const byCaller = Map.groupBy(cells, ({ request }) => request.caller);
  return [...byCaller].flatMap(([caller, ofCaller]) => {
    const suffix = caller === "service" ? " (services)" : "";
    const groups = groupTargets(ofCaller, principals);
    if (groups.length === 1) return groups.map(({ marks }) => [`all${suffix}`, ...marks]);
    // The last row has the fewest permissions, and its targets need no names.
    return groups.map((group, index) => [
      index === groups.length - 1 && group.targets.length > 1 ? `others${suffix}` : labelOf(group, groups),
      ...group.marks,
    ]);
  });
}

/** Names the kinds of the targets, with their sections or functions if other targets of the kind have other verdicts. */
function labelOf(group: TargetRow, groups: readonly TargetRow[]): string {
  const isSplit = (kind: string) =>
    groups.some((one) => one !== group && one.targets.some((each) => each.kind === kind));
  return [...Map.groupBy(group.targets, ({ kind }) => kind)]
    .map(([kind, targets]) => (isSplit(kind) ? `${kind}:${targets.flatMap(({ of = [] }) => of).join(",")}` : kind))
    .join(", ");
}

/** Groups targets by their marks. The group with the fewest permissions is last. */
function groupTargets(cells: readonly Cell[], principals: readonly string[]): readonly TargetRow[] {
  const byTarget = Map.groupBy(cells, ({ request }) => request.target);
  const rows = [...byTarget.values()].map((ofTarget) => ({
    target: ofTarget.map(({ request }) => request).slice(0, 1),
    marks: principals.map((name) => {
      const cell = ofTarget.find(({ principal }) => principal.name === name);
      return cell === undefined ? "" : MARKS[cell.verdict];
    }),
  }));
  const groups = [...Map.groupBy(rows, ({ marks }) => marks.join()).values()].map((group) => ({
    targets: group.flatMap(({ target }) => target),
    marks: group[0]?.marks ?? [],
  }));
  const permissions = ({ marks }: TargetRow) => marks.filter((mark) => mark === MARKS.allowed).length;
  const fewest = groups.reduce((one, other) => (permissions(other) < permissions(one) ? other : one));
  return [...groups.filter((group) => group !== fewest), fewest];
}
