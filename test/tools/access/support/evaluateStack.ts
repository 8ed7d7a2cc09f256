import type { EvaluatedStack } from "../../../../tools/access/accessReport.ts";
import { evaluateMatrix } from "../../../../tools/access/matrix.ts";
import { recordedStacks } from "../../../../tools/access/recordedStacks.ts";
import type { StackPair } from "../../../../tools/access/stack.ts";

/** Returns a recorded stack with the stack of the other environment. */
export async function stackPairOf(name: string): Promise<StackPair> {
  const pair = (await recordedStacks()).find(({ stack }) => stack.name === name);
  if (pair === undefined) throw new Error(`Stack "${name}" is not recorded.`);
  return pair;
}

const evaluations = new Map<string, Promise<EvaluatedStack>>();

/** Returns the verdicts on a stack. Evaluates each stack only once for all tests. */
export function evaluateStack(name: string): Promise<EvaluatedStack> {
  const evaluation =
    evaluations.get(name) ??
    stackPairOf(name)
      .then(evaluateMatrix)
      .then((cells) => ({ name, cells }));
  evaluations.set(name, evaluation);
  return evaluation;
}
