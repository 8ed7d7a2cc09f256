/** Returns whether some text matches both patterns, in which `*` stands for any text and `?` for any character. */
export function patternsIntersect(a: string, b: string): boolean {
  if (a === "" || b === "") return /^\**$/.test(a + b);
  if (a.startsWith("*")) return patternsIntersect(a.slice(1), b) || patternsIntersect(a, b.slice(1));
  if (b.startsWith("*")) return patternsIntersect(a, b.slice(1)) || patternsIntersect(a.slice(1), b);
  const [first, second] = [a, b].map((text) => text.charAt(0));
  return (first === second || first === "?" || second === "?") && patternsIntersect(a.slice(1), b.slice(1));
}
