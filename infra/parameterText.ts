/**
 * Returns a section as it is stored: JSON in which no two opening braces follow each other. Parameter Store takes what is in
 * double braces for the name of another parameter and rejects the value, so that templates (Mustache, Jinja, Go) cannot be
 * stored as they are. JSON's own braces are never next to each other: after `{` comes a key or `}`. Within a text the second
 * of two is written `\u007b`, from which every parser of JSON makes the same brace again.
 */
export const parameterText = (section: object): string => JSON.stringify(section).replace(/(?<=\{)\{/g, "\\u007b");
