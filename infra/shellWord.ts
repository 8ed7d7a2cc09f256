/** Returns a word as a POSIX shell takes it: in single quotes unless it has nothing but harmless characters. */
export const shellWord = (word: string): string =>
  /^[\w+=,.@:/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
