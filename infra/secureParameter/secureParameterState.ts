/** What the program asks for. */
export interface SecureParameterInputs {
  /** This provider's own code, put here by Pulumi: refresh and destroy run the copy in the state. */
  readonly __provider?: string;
  readonly name: string;
  readonly value: string;
  readonly keyId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether a parameter of that name, which is not in the state, is taken over. Matters only to a create. */
  readonly adopt?: boolean;
}

/** What state keeps. `version` is the live one, `writtenVersion` the one that this stack wrote. */
export interface SecureParameterState extends SecureParameterInputs {
  /** `SecureString`, or what somebody else, or a plain parameter that becomes a secret, made of it. */
  readonly type: string;
  readonly version: number;
  readonly writtenVersion: number;
  /** Drawn anew at each write: versions start again at 1 when a parameter is deleted and made again. */
  readonly writeId: string;
}

/** Whether the value must be written: it was changed here, or the parameter was changed behind the stack's back. */
export function mustWrite(old: SecureParameterState, news: SecureParameterInputs): boolean {
  return (
    old.value !== news.value ||
    old.keyId !== news.keyId ||
    old.type !== "SecureString" ||
    old.version !== old.writtenVersion
  );
}

export function sameTags(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
