/** Between two unique ids, which are capital letters and digits: a Sid accepts nothing but letters and digits. */
const SEPARATOR = "And";

/**
 * Returns a Sid that ends with the unique ids of principals: `AdministerKeyAIDA…AndAROA…`. KMS keeps a principal by its
 * unique id and shows it by its ARN. With the ids in the text, a principal that was deleted and recreated under the same
 * name is a change that Pulumi sees. Without them, the key would stay with a principal that no longer exists.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export const sidWithUniqueIds = (label: string, uniqueIds: readonly string[]): string =>
  label + uniqueIds.join(SEPARATOR);

/** Returns the unique ids at the end of a Sid, in their order; none if the Sid has another label. */
export const uniqueIdsOf = (sid: string, label: string): readonly string[] =>
  sid.startsWith(label)
    ? sid
        .slice(label.length)
        .split(SEPARATOR)
        .filter((id) => id !== "")
    : [];
