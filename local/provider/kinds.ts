import type { AwsClients } from "./awsClients.ts";
import { alias } from "./kinds/alias.ts";
import { key } from "./kinds/key.ts";
import { lambdaFunction } from "./kinds/lambdaFunction.ts";
import { logGroup } from "./kinds/logGroup.ts";
import { parameter } from "./kinds/parameter.ts";
import { role } from "./kinds/role.ts";
import { rolePolicy } from "./kinds/rolePolicy.ts";
import type { ResourceKind } from "./resourceKind.ts";

/** Every resource type that is served. */
export const kinds = ({ iam, kms, lambda, logs, ssm }: AwsClients): Readonly<Record<string, ResourceKind>> => ({
  "aws:cloudwatch/logGroup:LogGroup": logGroup(logs),
  "aws:iam/role:Role": role(iam),
  "aws:iam/rolePolicy:RolePolicy": rolePolicy(iam),
  "aws:kms/alias:Alias": alias(kms),
  "aws:kms/key:Key": key(kms),
  "aws:lambda/function:Function": lambdaFunction(lambda),
  "aws:ssm/parameter:Parameter": parameter(ssm),
});
