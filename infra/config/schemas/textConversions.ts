import type { AcceptedScalars } from "./acceptedValues.ts";

/** A kind that a secret cannot have, because its values are text. */
export type ConvertedKind = NonNullable<AcceptedScalars["notAsText"]>;

/** How each validator converts text, by its name in `~standard`. */
const CONVERSIONS: Readonly<Record<string, Readonly<Record<ConvertedKind, string>>>> = {
  zod: { number: "z.coerce.number()", flag: "z.stringbool()" },
  valibot: {
    number: "v.pipe(v.string(), v.toNumber())",
    flag: 'v.pipe(v.picklist(["true", "false"]), v.transform((text) => text === "true"))',
  },
  arktype: {
    number: '"string.numeric.parse"',
    flag: "type(\"'true' | 'false'\").pipe((text) => text === \"true\")",
  },
};

const KINDS = { number: "a number", flag: "true or false" } as const;

/** Returns the edit of a schema that requires a number or a flag in a secret, whose values are text. */
export function textConversionEdit(vendor: string, kind: ConvertedKind): string {
  const conversion = Object.hasOwn(CONVERSIONS, vendor) ? CONVERSIONS[vendor]?.[kind] : undefined;
  const example = conversion === undefined ? "" : `, such as ${conversion}`;
  return `let app/sections.ts convert text to ${KINDS[kind]}${example}, because Pulumi stores every value of a secret as text`;
}
