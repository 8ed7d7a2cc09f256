import { formatTable } from "../lib/output.ts";
import { CHANGES, yesOrNo } from "./readAccess.ts";
import type { ReadAccess } from "./readAccess.ts";
import { UNDECLARED } from "./stack.ts";

/** Returns a table of who can read which section in clear: a row for each principal, a column for each section. */
export function readTable(all: readonly ReadAccess[]): string {
  const sections = [
    ...new Map(all.map(({ section, sectionKind }) => [section, `${section} (${sectionKind})`])).values(),
  ];
  const rows = [...Map.groupBy(all, ({ principal }) => principal)].map(([{ name, description }, ofPrincipal]) => [
    name,
    description,
    ...ofPrincipal.map(cellOf),
  ]);
  return formatTable(["principal", "who sends the request", ...sections], rows);
}

const cellOf = ({ reads, changes }: ReadAccess): string =>
  reads || changes.length === 0 ? yesOrNo(reads) : `no, but can change ${changes.join(", ")}`;

/** Returns the legend of the table. */
export function readLegend(): string {
  return [
    "`yes`: the principal can get the parameter and, for a secret, use kms:Decrypt through Parameter Store.",
    "`no`: it cannot. `no, but can change …`: it cannot, but it can make itself or another principal read the section:",
    ...Object.entries(CHANGES).map(([change, description]) => `  ${change.padEnd(8)}  ${description}`),
    `\`${UNDECLARED}\`: a secret that was created manually under the stack's path.`,
  ].join("\n");
}
