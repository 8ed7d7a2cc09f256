import { GetRoleCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AwsClients } from "./awsClients.ts";
import { string } from "./properties.ts";
import type { Properties } from "./properties.ts";
import { tagsFrom } from "./tags.ts";

/** The implementation of a data source. */
export interface DataSource {
  /** All supported arguments. All others are rejected. */
  readonly args: readonly string[];
  invoke(args: Properties): Promise<Properties>;
}

/** Creates the supported data sources, by token. */
export function createDataSources({ iam, sts }: AwsClients, region: string): Readonly<Record<string, DataSource>> {
  return {
    "aws:index/getCallerIdentity:getCallerIdentity": {
      args: [],
      async invoke() {
        const {
          Account: accountId = "",
          Arn: arn = "",
          UserId: userId = "",
        } = await sts.send(new GetCallerIdentityCommand({}));
        return { id: accountId, accountId, arn, userId };
      },
    },
    "aws:index/getRegion:getRegion": {
      args: [],
      invoke: () => Promise.resolve({ id: region, region, name: region, description: region, endpoint: "" }),
    },
    // In the emulator, all ARNs have the partition `aws`, regardless of the region.
    "aws:index/getPartition:getPartition": {
      args: [],
      invoke: () =>
        Promise.resolve({
          id: "aws",
          partition: "aws",
          dnsSuffix: "amazonaws.com",
          reverseDnsPrefix: "com.amazonaws",
        }),
    },
    "aws:iam/getRole:getRole": {
      args: ["name"],
      async invoke(args) {
        const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: string(args, "name") }));
        return {
          id: role?.RoleName ?? "",
          name: role?.RoleName ?? "",
          uniqueId: role?.RoleId ?? "",
          arn: role?.Arn ?? "",
          path: role?.Path ?? "",
          description: role?.Description ?? "",
          assumeRolePolicy: decodeURIComponent(role?.AssumeRolePolicyDocument ?? ""),
          createDate: role?.CreateDate?.toISOString() ?? "",
          maxSessionDuration: role?.MaxSessionDuration ?? 3600,
          permissionsBoundary: role?.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
          tags: tagsFrom(role?.Tags),
        };
      },
    },
    "aws:iam/getUser:getUser": {
      args: ["userName"],
      async invoke(args) {
        const { User: user } = await iam.send(new GetUserCommand({ UserName: string(args, "userName") }));
        return {
          id: user?.UserId ?? "",
          userId: user?.UserId ?? "",
          userName: user?.UserName ?? "",
          arn: user?.Arn ?? "",
          path: user?.Path ?? "",
          permissionsBoundary: user?.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
          tags: tagsFrom(user?.Tags),
        };
      },
    },
  };
}
