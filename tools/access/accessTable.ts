import { formatTable } from "../lib/output.ts";
import type { Cell } from "./matrix.ts";
import { PLACES } from "./places.ts";
import { PRINCIPALS } from "./principals.ts";

/**
 * A row for each action, a column for each principal; where the post's policies answer differently, a second row with
 * what they say. A cell names the places where the action is allowed.
 */
export function accessTable(here: readonly Cell[], post: readonly Cell[]): string {
  const principals = Object.keys(PRINCIPALS);
  const actions = [...new Set(here.map(({ question }) => question.action))];
  const rows = actions.flatMap((action) => {
    const answers = (cells: readonly Cell[]) =>
      principals.map((who) => summary(cells.filter((cell) => cell.who === who && cell.question.action === action)));
    const [own, theirs] = [answers(here), answers(post)];
    const alike = own.join() === theirs.join();
    return [[action, "here", ...own], ...(alike ? [] : [["", "post", ...theirs]])];
  });
  return formatTable(["", "", ...principals], rows);
}

/** The places where it is allowed, `never` where a Deny stands against all of them, `·` where nothing allows it. */
function summary(cells: readonly Cell[]): string {
  if (cells.length === 0) return "";
  const allowed = cells.filter(({ verdict }) => verdict === "allowed");
  if (allowed.length === cells.length) return cells.length === 1 ? "yes" : "all";
  if (allowed.length > 0) return allowed.map(({ question }) => question.place).join("");
  return cells.every(({ verdict }) => verdict === "forbidden") ? "never" : "·";
}

export function legend(): string {
  const places = Object.entries(PLACES).flatMap(([service, letters]) => {
    const all = Object.entries<string>(letters);
    return all.length === 1 ? [] : [[`${service}:`, ""], ...all.map(([letter, where]) => [`  ${letter}`, where])];
  });
  return [
    formatTable(["column", "who asks"], Object.entries(PRINCIPALS)),
    "",
    formatTable(["letter", "allowed there"], [...places, ["all, yes", "everywhere"]]),
    "",
    "`·` nothing allows it; `never` a Deny stands against it, whatever else the policies may come to say.",
    "`post` is what the policies of the AWS post say, where they say something else.",
    "A secret is read in clear only by who may both get the parameter and, there, kms:Decrypt.",
  ].join("\n");
}
