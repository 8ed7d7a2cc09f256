/** The inputs of a SecureParameter, as the program passes them. */
export interface SecureParameterInputs {
  /** The provider's own code, added by Pulumi: refresh and destroy run the copy in the state. */
  readonly __provider?: string;
  readonly name: string;
  readonly value: string;
  readonly keyId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether to overwrite an existing parameter that is not in the state. Used only by create. */
  readonly adopt?: boolean;
}

/** The inputs and the state of an UnmanagedParameter, which the provider never writes or deletes. */
export interface UnmanagedParameterState {
  readonly __provider?: string;
  readonly name: string;
  readonly managed: false;
}

/** Returns whether the inputs or the state are those of an UnmanagedParameter. */
export const isUnmanaged = (state: object): state is UnmanagedParameterState =>
  "managed" in state && state.managed === false;

/** The state of a SecureParameter. `version` is the live version, `writtenVersion` the one that this stack wrote. */
export interface SecureParameterState extends SecureParameterInputs {
  /** `SecureString`, unless the parameter was changed outside Pulumi or was a plain parameter before. */
  readonly type: string;
  readonly version: number;
  readonly writtenVersion: number;
  /** A random id for each write: versions restart at 1 when a parameter is deleted and recreated. */
  readonly writeId: string;
}

/** Returns whether the value must be written: because it changed here, or the parameter was changed outside Pulumi. */
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
