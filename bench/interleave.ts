/**
 * Measures each subject once a round, so that what else goes on on the machine meets all alike; each round begins with
 * another one. Gives a list per round, in the order of the subjects.
 */
export async function inTurns<S, R>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S) => Promise<R>,
): Promise<R[][]> {
  const measured: R[][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % subjects.length;
    const inOrder = [...subjects.slice(first), ...subjects.slice(0, first)];
    const results: R[] = [];
    for (const subject of inOrder) results.push(await measure(subject));
    const back = subjects.length - first;
    measured.push([...results.slice(back), ...results.slice(0, back)]);
  }
  return measured;
}
