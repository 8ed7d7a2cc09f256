import { functions as declared } from "./app/functions.ts";
import * as sections from "./app/sections.ts";
import { functionBundle } from "./infra/bundle/functionBundle.ts";
import { functionBundles } from "./infra/bundle/functionBundles.ts";
import { recyclerEntry } from "./infra/bundle/functionEntry.ts";
import { EncryptionKey } from "./infra/components/encryptionKey.ts";
import { FunctionRole } from "./infra/components/functionRole.ts";
import { ParameterSet } from "./infra/components/parameterSet.ts";
import { ReaderFunction } from "./infra/components/readerFunction.ts";
import { RefreshOnChange } from "./infra/components/refreshOnChange.ts";
import { readDeployedStack } from "./infra/config/existing/deployedStack.ts";
import { checkExistingParameters } from "./infra/config/existing/existingProblems.ts";
import { reportGrantChanges } from "./infra/config/existing/reportGrantChanges.ts";
import { readStackConfig } from "./infra/config/stackConfig.ts";
import { firstOf, functionOutputs } from "./infra/outputs.ts";
import { functionPolicy } from "./infra/policies/functionPolicy.ts";

const root = import.meta.dirname;
const config = await readStackConfig({ root, functions: declared, sections });
const { account, application, permissionsBoundary } = config;
const deployed = await readDeployedStack();
await checkExistingParameters(config, deployed);
await reportGrantChanges(config, deployed);

const planned = functionBundles(root, config.functions).map((bundle) => {
  const policy = functionPolicy(account, application, bundle.plan);
  return {
    ...bundle,
    role: new FunctionRole(bundle.plan.name, { ...bundle.plan, account, policy, permissionsBoundary }),
  };
});
const key = new EncryptionKey("secrets", {
  ...config,
  administrators: [config.admin, ...config.keyAdministrators],
  decryptors: planned.map(({ plan, role }) => ({ role, secrets: plan.secrets })),
});
const parameters = new ParameterSet("config", { ...config, keyArn: key.arn, deployed });
const readers = Object.fromEntries(
  planned.map(({ plan, code, role }) => {
    const revealSecrets = config.revealSecrets && plan.name === "viewer";
    return [plan.name, new ReaderFunction(plan.name, { ...config, plan, role, parameters, code, revealSecrets })];
  }),
) as Record<keyof typeof declared, ReaderFunction>;
const recycler = config.refreshOnChange
  ? new RefreshOnChange("recycler", { ...config, code: functionBundle(root, recyclerEntry(config.functions)) })
  : undefined;

export const environment = application.environment;
export const functions = functionOutputs(account, readers);
export const { functionName, invokeCommand } = firstOf(functions);
export const parameterPath = parameters.path;
export const parameterNames = parameters.names;
export const keyAlias = key.aliasName;
export const keyArn = key.arn;
// Null, because the engine warns about undefined outputs.
export const recyclerName = recycler?.functionName ?? null;
export const deadLetterQueueName = recycler?.deadLetterQueueName ?? null;

// Your triggers follow, such as a queue that invokes `readers.notifier.lambda`. Most tests leave out what is below this line.
