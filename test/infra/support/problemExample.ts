import type { MockAwsOptions } from "../../../tools/fakes/mockAws.ts";

/** A config with a problem, for the test that runs each fix in a shell. */
export interface ProblemExample {
  /** The rule that it breaks. Every rule needs an example. */
  readonly rule: RegExp;
  /** The config in the stack file, as YAML, without the required keys. */
  readonly config: string;
  /** Config from another source than the stack file, as YAML. It overrides the file. */
  readonly elsewhere?: string;
  readonly aws?: MockAwsOptions;
  /** The files of `app/`. Default: those of an app that declares no section. */
  readonly app?: Readonly<Record<string, string>>;
  /** The parameters in Parameter Store. */
  readonly existing?: readonly object[];
  /** The index of the alternative to run; default: 0. */
  readonly alternative?: number;
  /** The section whose names are the same before and after the fix. */
  readonly keeps?: readonly [key: "parameters" | "secrets", section: string];
  /** The fix changes credentials, AWS or `app/` instead of the config. */
  readonly outside?: true;
  /** It has a key that no command can express, so a problem remains. */
  readonly inexpressible?: true;
}

/** An encrypted value in a stack file. */
export const SECURE = "{ secure: v1:bm9uY2U=:Y2lwaGVydGV4dA== }";
