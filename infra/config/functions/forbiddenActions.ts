import { patternsIntersect } from "../../policies/patternsIntersect.ts";

/**
 * Actions that a function's `permissions` must not allow: they read parameters, use keys, or change access to them. Reading
 * is granted by `reads` only.
 */
const FORBIDDEN = [
  "ssm:Get*",
  "ssm:PutResourcePolicy*",
  "kms:*",
  "iam:*",
  "sts:AssumeRole*",
  "lambda:UpdateFunctionCode*",
  "lambda:UpdateFunctionConfiguration*",
];

/** Returns the forbidden actions that an IAM action pattern can match; undefined if it matches none. */
export const forbiddenAction = (pattern: string): string | undefined =>
  FORBIDDEN.find((forbidden) => patternsIntersect(pattern.toLowerCase(), forbidden.toLowerCase()));
