import { formatTable } from "../../lib/output.ts";
import type { Invocation } from "../invocation.ts";
import { failedInvocation, labeledInvocations, readsSection, responseOf, sectionsOf } from "./stackResult.ts";
import type { StackResult } from "./stackResult.ts";

/** Formats which function reads which section. */
export function readsTable(results: readonly StackResult[]): string {
  const names = [...new Set(results.flatMap(({ outputs }) => sectionsOf(outputs)))];
  const rows = results.flatMap(({ stackName, functions }) =>
    functions.map((each) => [
      stackName,
      each.name,
      each.reads === "all" ? "all, by path" : "a list, by name",
      ...names.map((section) => (readsSection(each, section) ? "yes" : "no")),
    ]),
  );
  return formatTable(["stack", "function", "reads", ...names], rows);
}

export function invocationTable(results: readonly StackResult[]): string {
  const rows = results.flatMap(({ stackName, functions, push }) =>
    functions.flatMap((each) =>
      labeledInvocations(each, push).map(({ label, invocation }) => [
        stackName,
        each.name,
        label,
        invocation.start,
        invocation.functionError === undefined ? "ok" : "failed",
        responseOf(invocation).cache ?? "-",
        `${invocation.responseMs.toFixed(1)} ms`,
        formatLoad(invocation),
      ]),
    ),
  );
  return formatTable(
    ["stack", "function", "invocation", "start", "status", "cache", "response time", "Parameter Store calls"],
    rows,
  );
}

function formatLoad({ loadCalls }: Invocation): string {
  if (loadCalls.length === 0) return "none";
  return loadCalls.map(({ operation, durationMs }) => `${operation} (${durationMs.toFixed(1)} ms)`).join(", ");
}

/** Formats the first response of each function in the last stack, which masks its secrets. */
export function responses(results: readonly StackResult[]): string {
  const { stackName = "", functions = [] } = results.at(-1) ?? {};
  const lines = functions.map(
    ({ name, event, invocations: [first] }) => `  ${name}(${JSON.stringify(event)}): ${JSON.stringify(first?.payload)}`,
  );
  return [`Responses on ${stackName}:`, ...lines].join("\n");
}

/** Formats which functions failed and are therefore not checked, and where another event can be. */
export function failures(results: readonly StackResult[]): string[] {
  const failed = results.flatMap(({ functions }) =>
    functions.flatMap((each) => {
      const invocation = failedInvocation(each);
      return invocation === undefined ? [] : [{ ...each, reason: reasonOf(invocation) }];
    }),
  );
  const names = [...new Set(failed.map(({ name }) => name))];
  return [
    ...failed.map(
      ({ stackName, name, reason }) => `${stackName}: ${name} failed, so its loads are not checked: ${reason}`,
    ),
    ...names.map((name) => `If ${name} needs another event, write it to app/${name}.event.json.`),
  ];
}

function reasonOf({ payload, functionError = "" }: Invocation): string {
  const { errorMessage } = (payload ?? {}) as { readonly errorMessage?: unknown };
  return typeof errorMessage === "string" ? errorMessage : functionError;
}
