import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { IAMClient } from "@aws-sdk/client-iam";
import { ignoreNotFound } from "../errors.ts";
import { string, stringMap } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

export const role = (iam: IAMClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    description: { default: "" },
    assumeRolePolicy: { required: true, document: true },
    permissionsBoundary: { default: "" },
    tags: { default: {} },
  },

  async create(inputs) {
    const name = string(inputs, "name");
    const boundary = string(inputs, "permissionsBoundary");
    const { Role: created } = await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Description: string(inputs, "description"),
        AssumeRolePolicyDocument: string(inputs, "assumeRolePolicy"),
        ...(boundary === "" ? {} : { PermissionsBoundary: boundary }),
        Tags: tagList(stringMap(inputs, "tags")),
      }),
    );
    return { id: name, computed: { arn: created?.Arn ?? "", uniqueId: created?.RoleId ?? "" } };
  },

  async read(id) {
    const live = (await ignoreNotFound(iam.send(new GetRoleCommand({ RoleName: id }))))?.Role;
    return (
      live && {
        name: id,
        description: live.Description ?? "",
        assumeRolePolicy: decodeURIComponent(live.AssumeRolePolicyDocument ?? ""),
        permissionsBoundary: live.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
        tags: tagsFrom(live.Tags),
        arn: live.Arn ?? "",
        uniqueId: live.RoleId ?? "",
      }
    );
  },

  async update(id, state, inputs) {
    if (state["description"] !== inputs["description"]) {
      await iam.send(new UpdateRoleCommand({ RoleName: id, Description: string(inputs, "description") }));
    }
    if (state["assumeRolePolicy"] !== inputs["assumeRolePolicy"]) {
      const PolicyDocument = string(inputs, "assumeRolePolicy");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument }));
    }
    if (state["permissionsBoundary"] !== inputs["permissionsBoundary"]) {
      const PermissionsBoundary = string(inputs, "permissionsBoundary");
      await (PermissionsBoundary === ""
        ? iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }))
        : iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary })));
    }
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await iam.send(new UntagRoleCommand({ RoleName: id, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await iam.send(new TagRoleCommand({ RoleName: id, Tags: tagList(set) }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
});
