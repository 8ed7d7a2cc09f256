import fs from "node:fs";
import credentialProviders from "@aws-sdk/credential-providers";
import type { Credentials, StsConfig } from "./awsCredentials.ts";
import { expandPath, jsonSetting } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

/** A role of `aws:assumeRoles`, with the AWS provider's names. */
interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly duration?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly policyArns?: string[];
  readonly sourceIdentity?: string;
  readonly tags?: Record<string, string>;
  readonly transitiveTagKeys?: string[];
}

/** The value of `aws:assumeRoleWithWebIdentity`, with the AWS provider's names. */
interface AssumeRoleWithWebIdentity extends Pick<
  AssumeRole,
  "roleArn" | "sessionName" | "duration" | "policy" | "policyArns"
> {
  readonly webIdentityToken?: string;
  readonly webIdentityTokenFile?: string;
}

/** The supported fields of a role. */
export const ASSUME_ROLE_FIELDS: readonly string[] = [
  "roleArn",
  "sessionName",
  "duration",
  "externalId",
  "policy",
  "policyArns",
  "sourceIdentity",
  "tags",
  "transitiveTagKeys",
];

const SESSION_NAME = "pulumi";

/**
 * Returns the credentials of the last role of `aws:assumeRoles`. Each role is assumed with the credentials of the one
 * before.
 */
export function assumeConfiguredRoles(get: AwsSettings, sts: StsConfig, first: Credentials): Credentials {
  let credentials = first;
  for (const role of jsonSetting<readonly AssumeRole[]>(get, "assumeRoles", [])) {
    credentials = credentialProviders.fromTemporaryCredentials({
      masterCredentials: credentials,
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? SESSION_NAME,
        DurationSeconds: durationSeconds(role.duration, "assumeRoles"),
        ExternalId: role.externalId,
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys,
      },
      clientConfig: sts,
    });
  }
  return credentials;
}

/**
 * Returns the credentials of `aws:assumeRoleWithWebIdentity`, or undefined if it is not set. The token's file is read for
 * each session, because its content expires.
 */
export function assumeRoleWithWebIdentity(get: AwsSettings, sts: StsConfig): Credentials | undefined {
  const role = jsonSetting<AssumeRoleWithWebIdentity | undefined>(get, "assumeRoleWithWebIdentity", undefined);
  if (role === undefined) return undefined;
  const seconds = durationSeconds(role.duration, "assumeRoleWithWebIdentity");
  return () =>
    credentialProviders.fromWebToken({
      roleArn: role.roleArn,
      roleSessionName: role.sessionName ?? SESSION_NAME,
      webIdentityToken: role.webIdentityToken ?? fs.readFileSync(expandPath(role.webIdentityTokenFile ?? ""), "utf8"),
      ...(seconds === undefined ? {} : { durationSeconds: seconds }),
      ...(role.policy === undefined ? {} : { policy: role.policy }),
      ...(role.policyArns === undefined ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
      clientConfig: sts,
    })();
}

/** Returns the seconds of a Go duration, such as `1h30m`. */
function durationSeconds(duration: string | undefined, setting: string): number | undefined {
  if (duration === undefined || duration === "") return undefined;
  const seconds: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`the duration in aws:${setting} must be a Go duration, such as 1h30m or 900s (got ${duration})`);
  }
  return Math.round(parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (seconds[unit] ?? 0), 0));
}
