/** The comments around a section that is generated. Markdown does not display them. */
const START = (name: string): string => `<!-- generated: ${name} -->`;
const END = (name: string): string => `<!-- end of ${name} -->`;

/**
 * Returns a Markdown document with other content in one of its generated sections.
 *
 * @param name the name in the comments around the section
 * @throws Error if the document does not have the section exactly once
 * @example
 * replaceSection(document, "config keys", configurationTable(project));
 */
export function replaceSection(document: string, name: string, content: string): string {
  const [before = "", rest, ...more] = document.split(START(name));
  const [old, after, ...others] = (rest ?? "").split(END(name));
  if (rest === undefined || more.length > 0 || old === undefined || after === undefined || others.length > 0) {
    throw new Error(`The document must contain \`${START(name)}\` once, followed by \`${END(name)}\`.`);
  }
  return `${before}${START(name)}\n\n${content.trim()}\n\n${END(name)}${after}`;
}
