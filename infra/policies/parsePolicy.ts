import { z } from "zod";

const stringOrList = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** The parts of a statement that are compared. Other forms of principals, actions and conditions are ignored. */
const statementSchema = z.object({
  Sid: z.string().catch(""),
  Effect: z.string().catch(""),
  Principal: z.union([stringOrList, z.object({ AWS: stringOrList }).transform(({ AWS }) => AWS)]).catch([]),
  Action: stringOrList.catch([]),
  Condition: z.record(z.string(), z.record(z.string(), stringOrList.catch([])).catch({})).catch({}),
});

const policySchema = z.object({ Statement: z.array(statementSchema) });

/** A statement of a key policy as KMS returns it, with a list for each value or list of values. */
export type ParsedStatement = z.output<typeof statementSchema>;

/** Parses a key policy. Returns undefined if it is not one, such as a value that is unknown during a preview. */
export function parsePolicy(text: unknown): readonly ParsedStatement[] | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return policySchema.safeParse(JSON.parse(text)).data?.Statement;
  } catch {
    return undefined;
  }
}
