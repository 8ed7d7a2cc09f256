/** Returns a text as one word of a POSIX shell's command line: quoted where the shell would read more into it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
