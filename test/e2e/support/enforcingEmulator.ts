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
import type { PolicyDocument } from "../../../infra/policies/policies.ts";
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

/** An endpoint that checks signatures, IAM policies, trust policies and, on direct calls of KMS, key policies. */
export class EnforcingEndpoint {
  readonly #settings: { readonly endpoint: string; readonly region: string };
  readonly #iam: IAMClient;
  readonly #end: () => Promise<void>;

  private constructor(endpoint: string, region: string, end: () => Promise<void>) {
    this.#settings = { endpoint, region };
    this.#iam = new IAMClient({ ...this.#settings, credentials: ROOT_USER });
    this.#end = end;
  }

  static async start(account: { readonly accountId: string; readonly region: string }): Promise<EnforcingEndpoint> {
    const { signal } = new AbortController();
    const python = await preparePythonEnvironment(signal);
    mkdirSync(path.join(LOCAL, "runs"), { recursive: true });
    const directory = mkdtempSync(path.join(LOCAL, "runs", "enforcing-"));
    const endpoint = await startEmulator({
      python,
      directory,
      region: account.region,
      xrayDaemonAddress: "127.0.0.1:1",
      settings: { AUTH: "true", MINISTACK_ACCOUNT_ID: account.accountId },
      signal,
    });
    return new EnforcingEndpoint(endpoint.url, account.region, async () => {
      await endpoint.stop();
      rmSync(directory, { recursive: true, force: true });
    });
  }

  stop(): Promise<void> {
    return this.#end();
  }

  /** KMS as the account's root user. */
  rootUser(): KMSClient {
    return new KMSClient({ ...this.#settings, credentials: ROOT_USER });
  }

  /** KMS as a new user, with an access key of its own. */
  async user(UserName: string, policy?: PolicyDocument): Promise<KMSClient> {
    await this.#iam.send(new CreateUserCommand({ UserName }));
    if (policy !== undefined) {
      const PolicyDocument = JSON.stringify(policy);
      await this.#iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "given", PolicyDocument }));
    }
    const { AccessKey } = await this.#iam.send(new CreateAccessKeyCommand({ UserName }));
    return new KMSClient({
      ...this.#settings,
      credentials: { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
    });
  }

  /** @returns its ARN */
  async role(RoleName: string, trust: PolicyDocument, policy?: PolicyDocument): Promise<string> {
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    const { Role } = await this.#iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    if (policy !== undefined) {
      const PolicyDocument = JSON.stringify(policy);
      await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "given", PolicyDocument }));
    }
    return Role?.Arn ?? "";
  }

  /** KMS as a session of a role, assumed by another client's principal or, left out, by the root user. */
  async session(RoleArn: string, RoleSessionName: string, by?: KMSClient): Promise<KMSClient> {
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
