import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Difference } from "./localAwsProvider.ts";
import type { Properties } from "./properties.ts";

/** A difference as the engine hears it, with one entry per property for `pulumi preview --diff`. */
export function toDiffResponse(
  { changed, replaces, deleteBeforeReplace }: Difference,
  state: Properties,
  inputs: Properties,
): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const property of changed) {
    const kind = changeKind(property in state, property in inputs, replaces.includes(property));
    response.getDetaileddiffMap().set(property, new messages.PropertyDiff().setKind(kind));
  }
  return response;
}

function changeKind(before: boolean, after: boolean, replaces: boolean): messages.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  if (!before) return replaces ? ADD_REPLACE : ADD;
  if (!after) return replaces ? DELETE_REPLACE : DELETE;
  return replaces ? UPDATE_REPLACE : UPDATE;
}
