/** The requests that change tags. */
export interface TagChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

/** Returns the changes between two sets of tags. */
export function tagChanges(before: Record<string, string>, after: Record<string, string>): TagChanges {
  return {
    set: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    removed: Object.keys(before).filter((key) => !(key in after)),
  };
}

/** Converts tags to the format of most AWS services. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Converts tags from the format of most AWS services. */
export const tagsFrom = (
  tags: readonly { Key: string | undefined; Value: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
