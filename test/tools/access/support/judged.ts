import type { JudgedStack } from "../../../../tools/access/accessReport.ts";
import { matrix } from "../../../../tools/access/matrix.ts";
import { recordedStacks } from "../../../../tools/access/recordedStacks.ts";
import type { Pair } from "../../../../tools/access/stack.ts";
import { asInThePost } from "../../../../tools/access/thePost.ts";

/** A stack of the program beside the other. */
export async function pairOf(name: string): Promise<Pair> {
  const pair = (await recordedStacks()).find(({ stack }) => stack.name === name);
  if (pair === undefined) throw new Error(`${name} was not recorded`);
  return pair;
}

const judgements = new Map<string, Promise<JudgedStack>>();

/** The verdicts on a stack, judged once for all tests. */
export function judged(name: string): Promise<JudgedStack> {
  const known = judgements.get(name) ?? judge(name);
  judgements.set(name, known);
  return known;
}

async function judge(name: string): Promise<JudgedStack> {
  const pair = await pairOf(name);
  return { name, here: await matrix(pair), post: await matrix(asInThePost(pair)) };
}
