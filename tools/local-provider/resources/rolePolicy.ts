import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { IAMClient } from "@aws-sdk/client-iam";
import { ignoreNotFound } from "../errors.ts";
import { string } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

export const rolePolicy = (iam: IAMClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    role: { required: true, replaces: always },
    policy: { required: true, document: true },
  },

  async create(inputs) {
    await put(iam, inputs);
    return { id: `${string(inputs, "role")}:${string(inputs, "name")}`, computed: {} };
  },

  async read(_id, state) {
    const live = await ignoreNotFound(iam.send(new GetRolePolicyCommand(names(state))));
    return live && { policy: decodeURIComponent(live.PolicyDocument ?? "") };
  },

  async update(_id, _state, inputs) {
    await put(iam, inputs);
    return {};
  },

  async delete(_id, state) {
    await ignoreNotFound(iam.send(new DeleteRolePolicyCommand(names(state))));
  },
});

const names = (properties: Properties): { RoleName: string; PolicyName: string } => ({
  RoleName: string(properties, "role"),
  PolicyName: string(properties, "name"),
});

async function put(iam: IAMClient, inputs: Properties): Promise<void> {
  await iam.send(new PutRolePolicyCommand({ ...names(inputs), PolicyDocument: string(inputs, "policy") }));
}
