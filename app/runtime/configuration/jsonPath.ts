/** The keys and indexes that lead to a value in JSON. */
export type JsonPath = readonly (string | number)[];

/** Formats a path for a message, such as `discord.guildId` and `ids[0]`. */
export const formatPath = (path: JsonPath): string =>
  path.reduce<string>((text, segment) => {
    if (typeof segment === "number") return `${text}[${segment}]`;
    if (!/^[\w-]+$/.test(segment)) return `${text}[${JSON.stringify(segment)}]`;
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
