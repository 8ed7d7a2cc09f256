import { evaluatePair } from "../../../../tools/access/accessReport.ts";
import type { EvaluatedStack } from "../../../../tools/access/accessReport.ts";
import { recordedStacks } from "../../../../tools/access/recordedStacks.ts";
import type { StackPair } from "../../../../tools/access/stack.ts";
import { sampleProject } from "../../../../tools/fakes/sampleProject.ts";
import { everyCase } from "./everyCase.ts";

/** Returns a stack of the sample with the stack of the other environment. */
export async function sampleStack(name: string): Promise<StackPair> {
  const pair = (await recordedStacks(sampleProject())).find(({ stack }) => stack.name === name);
  if (pair === undefined) throw new Error(`Stack "${name}" is not recorded.`);
  return pair;
}

/** Returns the verdicts on a stack of the sample. Evaluates each stack only once for all tests. */
export const evaluateSample = evaluateOnce(sampleStack);

/** Returns the verdicts on a stack in which every kind of `reads` occurs. Evaluates each stack only once. */
export const evaluateEveryCase = evaluateOnce(everyCase);

function evaluateOnce(record: (name: string) => Promise<StackPair>): (name: string) => Promise<EvaluatedStack> {
  const evaluations = new Map<string, Promise<EvaluatedStack>>();
  return (name) => {
    const evaluation = evaluations.get(name) ?? record(name).then(evaluatePair);
    evaluations.set(name, evaluation);
    return evaluation;
  };
}
