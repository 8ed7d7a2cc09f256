import { functionBundle } from "./infra/bundle/functionBundle.ts";
import { EncryptionKey } from "./infra/components/encryptionKey.ts";
import { FunctionRole } from "./infra/components/functionRole.ts";
import { ParameterSet } from "./infra/components/parameterSet.ts";
import { ReaderFunction } from "./infra/components/readerFunction.ts";
import { RefreshOnChange } from "./infra/components/refreshOnChange.ts";
import { readDeployedStack } from "./infra/config/existing/deployedStack.ts";
import { checkExistingParameters } from "./infra/config/existing/existingProblems.ts";
import { readStackConfig } from "./infra/config/stackConfig.ts";
import * as naming from "./infra/naming.ts";
import { functionPolicy } from "./infra/policies/functionPolicy.ts";

const root = import.meta.dirname;
const config = await readStackConfig();
const { account, application, protect } = config;
const deployed = await readDeployedStack();
await checkExistingParameters(config, deployed);

const role = new FunctionRole("reader", {
  functionName: naming.functionName(application),
  policy: functionPolicy(account, application),
});
const key = new EncryptionKey("secrets", {
  account,
  application,
  administrators: [config.admin, ...config.keyAdministrators],
  decryptor: role,
  deletionWindowDays: config.keyDeletionWindowDays,
  protect,
});
const parameters = new ParameterSet("config", {
  application,
  plain: config.parameters,
  secret: config.secrets,
  keyArn: key.arn,
  adopt: config.adopt,
  deployed,
  protect,
});
const reader = new ReaderFunction("reader", {
  ...config,
  role,
  parameters,
  code: functionBundle(root, "viewer"),
});
const recycler = config.refreshOnChange
  ? new RefreshOnChange("recycler", { ...config, code: functionBundle(root, "recycler") })
  : undefined;

export const environment = application.environment;
export const functionName = reader.functionName;
export const functionArn = reader.functionArn;
export const parameterPath = parameters.path;
export const parameterNames = parameters.names;
export const keyAlias = key.aliasName;
export const keyArn = key.arn;
export const logGroupName = reader.logGroupName;
export const invokeCommand = naming.invokeCommand(account, application);
export const tracesUrl = naming.tracesUrl(account, application);
// Null, because the engine warns about undefined outputs.
export const recyclerName = recycler?.functionName ?? null;
export const deadLetterQueueName = recycler?.deadLetterQueueName ?? null;
