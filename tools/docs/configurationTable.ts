/** The declaration of a config key in Pulumi.yaml. */
export interface ConfigDeclaration {
  readonly type: string;
  readonly description: string;
}

/** Returns a Markdown table of the stack's config keys, from their declarations in Pulumi.yaml. */
export function configurationTable(declarations: Readonly<Record<string, ConfigDeclaration>>): string {
  const rows = Object.entries(declarations).map(([key, { type, description }]) => {
    const { text, initial } = splitDescription(description);
    return [`\`${key}\``, type, initial, text];
  });
  return [["key", "type", "default", "description"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Separates a description from the default that it states. A key without a default is required. */
function splitDescription(description: string): { readonly text: string; readonly initial: string } {
  const [, text = description, initial] = /^(.*?)(?: Default: (.+)\.)?$/.exec(description) ?? [];
  if (initial === undefined) return { text: text.replace(" Required.", ""), initial: "required" };
  return { text, initial: /^\d+$|^(true|false)$|^\w*[A-Z]\w*$/.test(initial) ? `\`${initial}\`` : initial };
}
