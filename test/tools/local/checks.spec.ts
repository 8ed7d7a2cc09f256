import { expect } from "chai";
import type { LoadOperation } from "../../../infra/config/burstCapacity.ts";
import { checkResults } from "../../../tools/local/demo/checks.ts";
import type { FunctionResult, StackResult } from "../../../tools/local/demo/stackResult.ts";
import type { Invocation } from "../../../tools/local/invocation.ts";

function invocation(payload: unknown, ...operations: readonly LoadOperation[]): Invocation {
  const loadCalls = operations.map((operation) => ({ operation, durationMs: 1 }));
  return {
    payload,
    functionError: undefined,
    log: "",
    requestId: "",
    startedAtMs: 0,
    responseMs: 1,
    segments: [],
    loadCalls,
    loadMs: loadCalls.map(({ durationMs }) => durationMs),
  };
}

const viewer = (stackName: string, secretKey: string): FunctionResult => {
  const sections = { appConfig: { url: `https://${stackName}.example.com/` }, appSecrets: { secretKey } };
  return {
    stackName,
    name: "viewer",
    functionName: `app-${stackName}_viewer`,
    reads: "all",
    event: {},
    invocations: [
      invocation({ sections, cache: "miss" }, "GetParametersByPath"),
      invocation({ sections, cache: "hit" }),
    ],
  };
};

const notifier = (
  stackName: string,
  invocations = [invocation({ cache: "miss" }, "GetParameters"), invocation({ cache: "hit" })],
): FunctionResult => ({
  stackName,
  name: "notifier",
  functionName: `app-${stackName}_notifier`,
  reads: ["appConfig"],
  event: {},
  invocations,
});

const stack = (stackName: string, ...functions: readonly FunctionResult[]): StackResult => ({
  stackName,
  secrets: { appSecrets: `secret-of-${stackName}` },
  outputs: {
    parameterPath: `/${stackName}/app`,
    parameterNames: [`/${stackName}/app/appConfig`, `/${stackName}/app/appSecrets`],
  },
  functions,
  push: undefined,
});

const dev = stack("dev", viewer("dev", "secret-of-dev"), notifier("dev"));
const prod = stack("prod", viewer("prod", "********"), notifier("prod"));

/** Returns the claims that did not pass. */
const failed = (...results: readonly StackResult[]): string[] =>
  checkResults(results).flatMap(({ claim, passed }) => (passed ? [] : [claim]));

describe("checkResults", () => {
  it("passes all checks of stacks whose functions respond as they should", () => {
    expect(checkResults([dev, prod])).to.have.length(10);
    expect(failed(dev, prod)).to.deep.equal([]);
  });

  it("fails if viewer of dev did not receive the secret", () => {
    expect(failed(stack("dev", viewer("dev", "another")))).to.deep.equal([
      "dev: viewer received the secret that was set",
    ]);
  });

  it("fails if viewer of prod responds with the secret", () => {
    expect(failed(stack("prod", viewer("prod", "secret-of-prod")))).to.deep.equal([
      "prod: the response of viewer masks the secret",
    ]);
  });

  it("fails if a function responds with a secret or the name of a section that it does not read", () => {
    for (const leak of ["secret-of-dev", "appSecrets"]) {
      const [cold, warm] = [{ cache: "miss" }, { cache: "hit", leak }];
      const leaking = notifier("dev", [invocation(cold, "GetParameters"), invocation(warm)]);
      expect(failed(stack("dev", leaking))).to.deep.equal([
        "dev: notifier does not read appSecrets, and its response contains nothing of it",
      ]);
    }
  });

  it("fails if a function responds with a value of another stack", () => {
    const [cold, warm] = [{ cache: "miss" }, { cache: "hit", url: "https://prod.example.com/" }];
    const mixed = notifier("dev", [invocation(cold, "GetParameters"), invocation(warm)]);
    expect(failed(stack("dev", mixed), prod)).to.deep.equal(["dev: the functions see only /dev/app"]);
  });

  const claim = "dev: notifier makes 1 GetParameters call when it is cold, and none when it is warm";
  const loads: Readonly<Record<string, readonly Invocation[]>> = {
    "loads by path": [invocation({}, "GetParametersByPath"), invocation({})],
    "loads twice when it is cold": [invocation({}, "GetParameters", "GetParameters"), invocation({})],
    "does not load": [invocation({}), invocation({})],
    "loads again when it is warm": [invocation({}, "GetParameters"), invocation({}, "GetParameters")],
    "responds with a cache that was not filled": [
      invocation({ cache: "miss" }, "GetParameters"),
      invocation({ cache: "miss" }),
    ],
  };
  for (const [title, invocations] of Object.entries(loads)) {
    it(`fails if a function that reads a list ${title}`, () => {
      expect(failed(stack("dev", notifier("dev", [...invocations])))).to.deep.equal([claim]);
    });
  }
});
