import { CreateAliasCommand, DeleteAliasCommand, UpdateAliasCommand, paginateListAliases } from "@aws-sdk/client-kms";
import type { AliasListEntry, KMSClient } from "@aws-sdk/client-kms";
import { ignoreNotFound } from "../errors.ts";
import { always } from "../inputRules.ts";
import { text } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

export const alias = (kms: KMSClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    targetKeyId: { required: true },
  },
  movedByUpdate: ["targetKeyArn"],

  async create(inputs) {
    const name = text(inputs, "name");
    await kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: text(inputs, "targetKeyId") }));
    return { id: name, computed: arns(await find(kms, name)) };
  },

  async read(id, state) {
    const live = await find(kms, id);
    if (live === undefined) return undefined;
    // The program may name the key by its ARN; AWS answers its id.
    const given = text(state, "targetKeyId");
    const target = live.TargetKeyId ?? "";
    return { ...arns(live), name: id, targetKeyId: given.endsWith(`:key/${target}`) ? given : target };
  },

  async update(id, _state, inputs) {
    await kms.send(new UpdateAliasCommand({ AliasName: id, TargetKeyId: text(inputs, "targetKeyId") }));
    return arns(await find(kms, id));
  },

  async delete(id) {
    await ignoreNotFound(kms.send(new DeleteAliasCommand({ AliasName: id })));
  },
});

/** Looks through all keys' aliases, so that one moved to another key is seen as moved and not as gone. */
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
