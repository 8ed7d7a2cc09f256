import { SecureParameterProvider } from "../../../infra/secureParameter/secureParameterProvider.ts";
import type { SecureParameterState } from "../../../infra/secureParameter/secureParameterState.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { CANARY } from "./canary.ts";

export const NAME = "/dev/app/appSecrets";
export const VALUE = `{"secretKey":"${CANARY}"}`;

export const INPUTS = {
  __provider: "code",
  name: NAME,
  value: VALUE,
  keyId: "arn:aws:kms:eu-west-1:123456789012:key/one",
  tags: { team: "blue" },
};

export const STATE: SecureParameterState = {
  ...INPUTS,
  type: "SecureString",
  version: 3,
  writtenVersion: 3,
  writeId: "id",
};

export interface ParameterProviderContext {
  server: AwsServer;
  provider: SecureParameterProvider;
  /** The delays that the provider requested, in ms. No real time passes. */
  delaysMs: number[];
}

/** Sets up a provider and a fake AWS server on a loopback port for each test of the calling suite. */
export function withParameterProvider(config: Readonly<Record<string, string>> = {}): ParameterProviderContext {
  const context: ParameterProviderContext = {
    server: new AwsServer(),
    provider: new SecureParameterProvider(),
    delaysMs: [],
  };

  beforeEach(async () => {
    context.server = new AwsServer();
    context.provider = new SecureParameterProvider();
    context.delaysMs = [];
    const address = await context.server.start();
    const settings: Record<string, string> = {
      "aws:region": "eu-west-1",
      "aws:accessKey": "AKIDEXAMPLE",
      "aws:secretKey": "key",
      "aws:endpoints": JSON.stringify([{ ssm: address }]),
      ...config,
    };
    const get = (key: string) => settings[key];
    await context.provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
    const { delaysMs } = context;
    Object.assign(context.provider.store, {
      now: () => delaysMs.reduce((sum, ms) => sum + ms, 0),
      sleep: (ms: number) => Promise.resolve(delaysMs.push(ms)),
    });
  });

  afterEach(() => {
    context.provider.store.client.destroy();
    context.server.stop();
  });

  return context;
}

/** Returns the error that a promise rejects with, and throws if it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("The promise did not reject.");
  return outcome;
}
