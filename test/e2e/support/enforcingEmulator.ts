import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import * as path from "node:path";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { LOCAL } from "../../../tools/lib/paths.ts";
import { EMULATOR_CREDENTIALS, startEmulator } from "../../../tools/local/emulator.ts";
import { preparePythonEnvironment } from "../../../tools/local/pythonEnvironment.ts";

const ROOT_USER = {
  accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
  secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
};

/** An IAM policy that allows everything. */
export const EVERYTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
};

/** An emulator that enforces signatures, IAM policies, trust policies and, for direct calls of KMS, key policies. */
export class EnforcingEmulator {
  readonly #settings: { readonly endpoint: string; readonly region: string };
  readonly #iam: IAMClient;
  readonly #stop: () => Promise<void>;

  private constructor(endpoint: string, region: string, stop: () => Promise<void>) {
    this.#settings = { endpoint, region };
    this.#iam = new IAMClient({ ...this.#settings, credentials: ROOT_USER });
    this.#stop = stop;
  }

  static async start(account: { readonly accountId: string; readonly region: string }): Promise<EnforcingEmulator> {
    const { signal } = new AbortController();
    const python = await preparePythonEnvironment(signal);
    mkdirSync(path.join(LOCAL, "runs"), { recursive: true });
    const directory = mkdtempSync(path.join(LOCAL, "runs", "enforcing-"));
    const emulator = await startEmulator({
      python,
      directory,
      region: account.region,
      xrayDaemonAddress: "127.0.0.1:1",
      settings: { AUTH: "true", MINISTACK_ACCOUNT_ID: account.accountId },
      signal,
    });
    return new EnforcingEmulator(emulator.url, account.region, async () => {
      await emulator.stop();
      rmSync(directory, { recursive: true, force: true });
    });
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Returns a KMS client with the credentials of the account's root user. */
  rootUserClient(): KMSClient {
    return new KMSClient({ ...this.#settings, credentials: ROOT_USER });
  }

  /** Creates a user and returns a KMS client with the user's access key. */
  async createUser(UserName: string, policy?: PolicyDocument): Promise<KMSClient> {
    await this.#iam.send(new CreateUserCommand({ UserName }));
    if (policy !== undefined) {
      const PolicyDocument = JSON.stringify(policy);
      await this.#iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "inline", PolicyDocument }));
    }
    const { AccessKey } = await this.#iam.send(new CreateAccessKeyCommand({ UserName }));
    return new KMSClient({
      ...this.#settings,
      credentials: { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
    });
  }

  /** Creates a role and returns its ARN. */
  async createRole(RoleName: string, trust: PolicyDocument, policy?: PolicyDocument): Promise<string> {
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    const { Role } = await this.#iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    if (policy !== undefined) {
      const PolicyDocument = JSON.stringify(policy);
      await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "inline", PolicyDocument }));
    }
    return Role?.Arn ?? "";
  }

  /**
   * Assumes a role and returns a KMS client with the credentials of the session.
   *
   * @param by a client of the principal that assumes the role; the root user if undefined
   */
  async assumeRole(RoleArn: string, RoleSessionName: string, by?: KMSClient): Promise<KMSClient> {
    const credentials = by === undefined ? ROOT_USER : await by.config.credentials();
    const sts = new STSClient({ ...this.#settings, credentials });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
    return new KMSClient({
      ...this.#settings,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });
  }
}
