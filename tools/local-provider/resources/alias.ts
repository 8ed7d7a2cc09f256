import { CreateAliasCommand, DeleteAliasCommand, UpdateAliasCommand, paginateListAliases } from "@aws-sdk/client-kms";
import type { AliasListEntry, KMSClient } from "@aws-sdk/client-kms";
import { ignoreNotFound } from "../errors.ts";
import { string } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

export const alias = (kms: KMSClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    targetKeyId: { required: true },
  },
  changedByUpdate: ["targetKeyArn"],

  async create(inputs) {
    const name = string(inputs, "name");
    await kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: string(inputs, "targetKeyId") }));
    return { id: name, computed: arns(await find(kms, name)) };
  },

  async read(id, state) {
    const live = await find(kms, id);
    if (live === undefined) return undefined;
    // The program can name the key by its ARN, but AWS returns the ID.
    const input = string(state, "targetKeyId");
    const target = live.TargetKeyId ?? "";
    return { ...arns(live), name: id, targetKeyId: input.endsWith(`:key/${target}`) ? input : target };
  },

  async update(id, _state, inputs) {
    await kms.send(new UpdateAliasCommand({ AliasName: id, TargetKeyId: string(inputs, "targetKeyId") }));
    return arns(await find(kms, id));
  },

  async delete(id) {
    await ignoreNotFound(kms.send(new DeleteAliasCommand({ AliasName: id })));
  },
});

/** Searches the aliases of all keys, to find an alias that was moved to another key. */
async function find(kms: KMSClient, name: string): Promise<AliasListEntry | undefined> {
  for await (const { Aliases = [] } of paginateListAliases({ client: kms }, {})) {
    const found = Aliases.find(({ AliasName }) => AliasName === name);
    if (found) return found;
  }
  return undefined;
}

function arns(live: AliasListEntry | undefined): Properties {
  const arn = live?.AliasArn ?? "";
  return { arn, targetKeyArn: arn.replace(/:alias\/.*$/, `:key/${live?.TargetKeyId ?? ""}`) };
}
