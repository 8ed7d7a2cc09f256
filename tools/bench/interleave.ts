/**
 * Measures every subject once per round, so that other load on the machine affects all subjects alike. Each round starts
 * with the next subject.
 *
 * @returns the results of each round, in the order of the subjects
 */
export async function interleave<S, R>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S) => Promise<R>,
): Promise<R[][]> {
  const measured: R[][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % subjects.length;
    const rotated = [...subjects.slice(first), ...subjects.slice(0, first)];
    const results: R[] = [];
    for (const subject of rotated) results.push(await measure(subject));
    const wrap = subjects.length - first;
    measured.push([...results.slice(wrap), ...results.slice(0, wrap)]);
  }
  return measured;
}
