/** A config value as Pulumi passed it to the program. Numbers keep their text. */
export type ArrivedValue = null | boolean | string | ArrivedNumber | readonly ArrivedValue[] | ArrivedMap;

export interface ArrivedMap {
  readonly [key: string]: ArrivedValue;
}

/** A number as its text, because a double may change its value. */
export class ArrivedNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses the text of an object or a list. Returns undefined if it is not JSON: the error of `JSON.parse` would quote it. */
export function parseArrivedValue(json: string): ArrivedValue | undefined {
  try {
    return JSON.parse(json, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? new ArrivedNumber(context?.source ?? String(value)) : value,
    ) as ArrivedValue;
  } catch {
    return undefined;
  }
}

export const isArrivedMap = (value: ArrivedValue | undefined): value is ArrivedMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrivedNumber);

export const isArrivedList = (value: ArrivedValue | undefined): value is readonly ArrivedValue[] =>
  Array.isArray(value);

/** Returns the members of a map or a list with their keys. A scalar has none. */
export function membersOf(value: ArrivedValue | undefined): readonly (readonly [string | number, ArrivedValue])[] {
  if (isArrivedList(value)) return value.map((item, index) => [index, item] as const);
  return isArrivedMap(value) ? Object.entries(value) : [];
}
