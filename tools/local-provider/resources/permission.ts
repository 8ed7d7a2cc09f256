import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { ignoreNotFound } from "../errors.ts";
import { string } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

/** A statement in the policy of a function. */
interface Statement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: string | { readonly Service?: string; readonly AWS?: string };
  readonly Condition?: {
    readonly ArnLike?: { readonly "AWS:SourceArn"?: string };
    readonly StringEquals?: { readonly "AWS:SourceAccount"?: string };
  };
}

export const permission = (lambda: LambdaClient): ResourceHandler => ({
  inputs: {
    statementId: { autoName: true, replaces: always },
    action: { required: true, replaces: always },
    function: { required: true, replaces: always },
    principal: { required: true, replaces: always },
    sourceArn: { replaces: always },
    sourceAccount: { replaces: always },
  },
  namedBy: "statementId",

  async create(inputs) {
    const id = string(inputs, "statementId");
    const command = new AddPermissionCommand({
      StatementId: id,
      Action: string(inputs, "action"),
      FunctionName: string(inputs, "function"),
      Principal: string(inputs, "principal"),
      SourceArn: inputs["sourceArn"] as string | undefined,
      SourceAccount: inputs["sourceAccount"] as string | undefined,
    });
    await lambda.send(command);
    return { id, computed: {} };
  },

  async read(id, state) {
    const response = await ignoreNotFound(
      lambda.send(new GetPolicyCommand({ FunctionName: string(state, "function") })),
    );
    const { Statement } = JSON.parse(response?.Policy ?? '{"Statement":[]}') as { Statement: readonly Statement[] };
    const live = Statement.find(({ Sid }) => Sid === id);
    if (live === undefined) return undefined;
    const { Action: action, Principal: principal, Condition: condition } = live;
    return {
      statementId: id,
      action,
      principal: typeof principal === "string" ? principal : (principal.Service ?? principal.AWS ?? ""),
      sourceArn: condition?.ArnLike?.["AWS:SourceArn"] ?? null,
      sourceAccount: condition?.StringEquals?.["AWS:SourceAccount"] ?? null,
    };
  },

  // Every input replaces.
  update: () => Promise.resolve({}),

  async delete(id, state) {
    const command = new RemovePermissionCommand({ FunctionName: string(state, "function"), StatementId: id });
    await ignoreNotFound(lambda.send(command));
  },
});
