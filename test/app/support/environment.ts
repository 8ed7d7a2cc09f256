/** Sets environment variables before each test of the calling suite, and restores them afterwards. */
export function withEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
  const before = new Map<string, string | undefined>();

  beforeEach(() => {
    for (const [name, value] of Object.entries(variables)) {
      before.set(name, process.env[name]);
      setVariable(name, value);
    }
  });

  afterEach(() => {
    for (const [name, value] of before) setVariable(name, value);
  });
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
