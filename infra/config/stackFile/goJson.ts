/** What Go's encoding/json writes differently: it escapes for HTML, and the line separators of JavaScript. */
const ESCAPED = /[<>&\u2028\u2029]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Returns the JSON that Go makes of texts by key, in the order of the keys. */
export function goJson(texts: Readonly<Record<string, string>>): string {
  const members = Object.keys(texts)
    .sort()
    .map((key) => `${goString(key)}:${goString(texts[key] ?? "")}`);
  return `{${members.join(",")}}`;
}

const goString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
