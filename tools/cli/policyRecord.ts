import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { CreateRoleCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { trustPolicy } from "../../infra/policies/functionPolicy.ts";
import {
  RECORDED_ACCOUNT as ACCOUNT,
  RECORDED_ADMINISTRATORS,
  RECORDED_BOUNDARY,
  REFRESH_ON_CHANGE_BY_STACK,
} from "../access/recordedCalls.ts";
import { startRecordingProxy } from "../fakes/recordingProxy.ts";
import { sampleProject } from "../fakes/sampleProject.ts";
import type { AwsCall } from "../lib/awsCall.ts";
import { withProgress } from "../lib/output.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { ROOT } from "../lib/paths.ts";
import { EMULATOR_ACCOUNT } from "../local/emulator.ts";
import { REGION, startLocalRun } from "../local/localRun.ts";
import type { LocalRun } from "../local/localRun.ts";
import { openStack, setConfig, setSecret } from "../local/localStack.ts";
import { awsClients } from "../local-provider/awsClients.ts";

/** The file with the recording. */
const RECORDING = path.join(ROOT, "tools/access/recordedCalls.json");

/** Deploys a stack, makes every kind of change that the program supports, then refreshes and destroys the stack. */
async function runLifecycle(run: LocalRun, name: string, refreshOnChange: boolean): Promise<void> {
  const stack = await openStack(run, name, sampleProject());
  const alarm = (topic: string) => setConfig(stack, "alarmTopicArn", `arn:aws:sns:${REGION}:${ACCOUNT}:${topic}`);
  const up = (step: string) => withProgress(`${name}: ${step}`, () => stack.up());
  await setSecret(stack, "secrets.appSecrets.secretKey", "first");
  await setConfig(stack, "protect", "false");
  await setConfig(stack, "refreshOnChange", String(refreshOnChange));
  if (refreshOnChange) await alarm("alarms");
  await up("create");

  await setConfig(stack, "parameters.appConfig.logLevel", "warn");
  await setSecret(stack, "secrets.appSecrets.secretKey", "second");
  await setConfig(stack, "memorySize", "1024");
  await setConfig(stack, "timeoutSeconds", "6");
  await setConfig(stack, "functions.notifier.reservedConcurrency", "2");
  await setConfig(stack, "logRetentionDays", "30");
  await setConfig(stack, "permissionsBoundary", RECORDED_BOUNDARY);
  if (refreshOnChange) await alarm("other-alarms");
  await setConfig(stack, "keyDeletionWindowDays", "20");
  for (const [index, arn] of RECORDED_ADMINISTRATORS.entries()) {
    await setConfig(stack, `keyAdministrators[${index}]`, arn);
  }
  await up("update");

  for (const tags of [{ team: "a" }, { cost: "c" }]) {
    // A plugin bridged directly from the Terraform provider takes this list. Pulumi's released one takes its element.
    await stack.setConfig("aws:defaultTags", { value: JSON.stringify([{ tags }]) });
    await up("default tags");
  }
  await stack.removeConfig("aws:defaultTags");
  await up("no default tags");

  await setConfig(stack, "parameters.more.key", "value");
  await setSecret(stack, "secrets.moreSecrets.key", "value");
  await up("more parameters");
  await removeSections(stack);
  await stack.removeConfig("shared-secrets:functions", true);
  await stack.removeConfig("shared-secrets:permissionsBoundary");
  await up("fewer parameters, no reserved concurrency, no permissions boundary");

  await withProgress(`${name}: refresh`, () => stack.refresh());
  await withProgress(`${name}: destroy`, () => stack.destroy());
}

/**
 * Creates the role and the user in RECORDED_ADMINISTRATORS without the proxy. They have no path, because a recorded
 * request names a role or user without its path.
 */
async function createAdministrators({ emulator, credentials }: LocalRun): Promise<void> {
  const { iam } = awsClients(emulator.url, REGION, credentials);
  const AssumeRolePolicyDocument = JSON.stringify(trustPolicy({ accountId: EMULATOR_ACCOUNT }));
  await iam.send(new CreateRoleCommand({ RoleName: "ci-deployer", AssumeRolePolicyDocument }));
  await iam.send(new CreateUserCommand({ UserName: "operator" }));
}

async function removeSections(stack: Stack): Promise<void> {
  await stack.removeConfig("shared-secrets:parameters.more", true);
  await stack.removeConfig("shared-secrets:secrets.moreSecrets", true);
}

/** Replaces the parts of names that differ between runs with `*`. */
function normalize({ action, resource }: AwsCall): AwsCall {
  return {
    action,
    resource: resource
      .replace(/:key\/[0-9a-f-]{36}$/, ":key/*")
      .replace(/(:role\/parameterStoreBlog-[a-zA-Z_]+-)[0-9a-f]+$/, "$1*"),
  };
}

const HELP = `Records the AWS calls that deployments make with the AWS provider. Tests check the deployer's policy with them.

  npm run policy:record              uses pulumi-resource-aws from PATH, or downloads it
  npm run policy:record -- --help    show this`;

parseCommandLine(HELP, {});
const controller = new AbortController();
process.once("SIGINT", () => {
  controller.abort(new Error("Stopped."));
});
const run = await startLocalRun({ provider: "aws", signal: controller.signal });
await createAdministrators(run);
const proxy = await startRecordingProxy(run.emulator.url, ACCOUNT, REGION);
try {
  process.env["AWS_ENDPOINT_URL"] = proxy.url;
  for (const [name, refreshOnChange] of Object.entries(REFRESH_ON_CHANGE_BY_STACK))
    await runLifecycle(run, name, refreshOnChange);
  if (proxy.failures.length > 0) throw new AggregateError(proxy.failures, "Some calls could not be parsed.");
  const unique = new Map(proxy.calls.map(normalize).map((call) => [`${call.action} ${call.resource}`, call]));
  const recording = {
    about:
      "Every AWS call that create, update, refresh and destroy of dev (with refreshOnChange) and prod (without) make " +
      "with the AWS provider.",
    update: "Put pulumi-resource-aws on PATH and run `npm run policy:record`.",
    calls: [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call),
  };
  writeFileSync(RECORDING, `${JSON.stringify(recording, null, 2)}\n`);
  console.log(`Wrote ${recording.calls.length} unique calls of ${proxy.calls.length} to ${RECORDING}.`);
} finally {
  proxy.stop();
  await run.stop();
}
process.exit();
