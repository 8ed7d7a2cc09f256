import { expect } from "chai";
import { MASK } from "../../../app/runtime/configuration/maskSecrets.ts";
import type { LoadOperation } from "../../../infra/config/burstCapacity.ts";
import { checkResults } from "../../../tools/local/demo/checks.ts";
import { failures } from "../../../tools/local/demo/resultTables.ts";
import type { FunctionResult, StackResult } from "../../../tools/local/demo/stackResult.ts";
import type { Invocation } from "../../../tools/local/invocation.ts";

const cold = (payload: unknown, ...operations: readonly LoadOperation[]) => invocation("cold", payload, operations);
const warm = (payload: unknown, ...operations: readonly LoadOperation[]) => invocation("warm", payload, operations);

function invocation(start: Invocation["start"], payload: unknown, operations: readonly LoadOperation[]): Invocation {
  const loadCalls = operations.map((operation) => ({ operation, durationMs: 1 }));
  return {
    payload,
    functionError: undefined,
    log: "",
    requestId: "",
    startedAtMs: 0,
    responseMs: 1,
    start,
    segments: [],
    loadCalls,
    loadMs: loadCalls.map(({ durationMs }) => durationMs),
  };
}

/** Returns a failed invocation, with the log of the function. */
const failure = (error: string): Invocation => ({
  ...cold({ errorType: "Runtime.HandlerError", errorMessage: "the reason" }),
  functionError: "Unhandled",
  log: `${JSON.stringify({ level: "ERROR", message: "invocation failed", error })}\n`,
});

const viewer = (stackName: string, secretKey: string): FunctionResult => {
  const sections = { appConfig: { url: `https://${stackName}.example.com/` }, appSecrets: { secretKey } };
  return {
    stackName,
    name: "viewer",
    functionName: `app-${stackName}_viewer`,
    reads: "all",
    event: {},
    invocations: [cold({ sections, cache: "hit" }, "GetParametersByPath"), warm({ sections, cache: "hit" })],
  };
};

const notifier = (
  stackName: string,
  invocations = [cold({ cache: "hit" }, "GetParameters"), warm({ cache: "hit" })],
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
  secrets: { appSecrets: [`secret-of-${stackName}`] },
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
      "dev: viewer received the secrets that were set",
    ]);
  });

  it("fails if viewer of prod responds with the secret", () => {
    expect(failed(stack("prod", viewer("prod", "secret-of-prod")))).to.deep.equal([
      "prod: the response of viewer masks the secrets",
    ]);
  });

  it("fails if a function responds with a secret that it does not read", () => {
    const leaking = notifier("dev", [
      cold({ cache: "hit" }, "GetParameters"),
      warm({ cache: "hit", leak: "secret-of-dev" }),
    ]);
    expect(failed(stack("dev", leaking))).to.deep.equal([
      "dev: notifier does not read appSecrets, and its response contains nothing of it",
    ]);
  });

  it("fails if a function responds with a value of another stack", () => {
    const mixed = notifier("dev", [
      cold({ cache: "hit" }, "GetParameters"),
      warm({ cache: "hit", url: "https://prod.example.com/" }),
    ]);
    expect(failed(stack("dev", mixed), prod)).to.deep.equal(["dev: the functions see only /dev/app"]);
  });

  it("passes if two stacks have the same URL", () => {
    const payload = { sections: { appConfig: { url: "https://example.com/" }, appSecrets: { secretKey: MASK } } };
    const same = (each: FunctionResult): FunctionResult => ({
      ...each,
      name: "viewer",
      invocations: [cold({ ...payload, cache: "hit" }, "GetParametersByPath"), warm({ ...payload, cache: "hit" })],
    });
    const [one, other] = [stack("one", same(viewer("one", ""))), stack("other", same(viewer("other", "")))];
    expect(failed(one, other)).to.deep.equal([]);
  });

  it("leaves out a function whose own code fails", () => {
    const broken = notifier("dev", [failure("TypeError"), failure("TypeError")]);
    expect(checkResults([stack("dev", viewer("dev", "secret-of-dev"), broken)])).to.have.length(3);
    expect(failures([stack("dev", broken)])).to.deep.equal([
      "dev: notifier failed, so its loads are not checked: the reason",
      "If notifier needs another event, write it to app/notifier.event.json.",
    ]);
    expect(failures([dev, prod])).to.deep.equal([]);
  });

  it("claims that a function that reads nothing makes no call", () => {
    const idle: FunctionResult = { ...notifier("dev", [cold("fine"), warm("fine")]), reads: [] };
    const claim = "dev: notifier reads nothing, and makes no call";
    expect(checkResults([stack("dev", idle)]).map((check) => check.claim)).to.include(claim);
    expect(failed(stack("dev", idle))).to.deep.equal([]);
    const calling = { ...idle, invocations: [cold("fine", "GetParameters"), warm("fine")] };
    expect(failed(stack("dev", calling))).to.deep.equal([claim]);
  });

  it("fails if a function cannot load its configuration", () => {
    const broken = notifier("dev", [failure("ConfigurationError")]);
    expect(failed(stack("dev", broken))).to.deep.equal(["dev: notifier loads its configuration"]);
  });

  describe("of a change and its event", () => {
    const shown = (secret: string) => ({ sections: { appSecrets: { secretKey: secret } } });
    const [old, changed] = [shown("secret-of-dev"), shown("changed")];
    const pushed = (push: Partial<Record<"before" | "viewer" | "notifier", Invocation>>): StackResult => ({
      ...dev,
      push: {
        section: "appSecrets",
        secrets: ["changed"],
        beforeEvent: [
          { name: "viewer", invocation: push.before ?? warm(old) },
          { name: "notifier", invocation: warm({}) },
        ],
        afterEvent: [
          { name: "viewer", invocation: push.viewer ?? cold(changed) },
          { name: "notifier", invocation: push.notifier ?? warm({}) },
        ],
      },
    });
    const recycled =
      "dev: the event of a change of appSecrets gives viewer a new execution environment, and notifier none";
    const served = "dev: viewer serves the changed secret after the event, and not before";

    it("pass if exactly the functions that read the section start again and serve the new secret", () => {
      expect(checkResults([pushed({})]).map(({ claim }) => claim)).to.include.members([recycled, served]);
      expect(failed(pushed({}))).to.deep.equal([]);
    });

    it("fail if a function that reads the section does not start again", () => {
      expect(failed(pushed({ viewer: warm(changed) }))).to.deep.equal([recycled]);
    });

    it("fail if a function that does not read the section starts again", () => {
      expect(failed(pushed({ notifier: cold({}) }))).to.deep.equal([recycled]);
    });

    it("fail if viewer serves the new secret before the event, or the old one after it", () => {
      expect(failed(pushed({ before: warm(changed) }))).to.deep.equal([served]);
      expect(failed(pushed({ viewer: cold(old) }))).to.deep.equal([served]);
    });

    it("fail if a function starts again before the event", () => {
      expect(failed(pushed({ before: cold(old) }))).to.deep.equal([recycled]);
    });
  });

  const claim = "dev: notifier makes 1 GetParameters call when it is cold, and none when it is warm";
  const loads: Readonly<Record<string, readonly Invocation[]>> = {
    "loads by path": [cold({}, "GetParametersByPath"), warm({})],
    "loads twice when it is cold": [cold({}, "GetParameters", "GetParameters"), warm({})],
    "does not load": [cold({}), warm({})],
    "loads again when it is warm": [cold({}, "GetParameters"), warm({}, "GetParameters")],
    "responds with a cache that was not filled": [cold({ cache: "miss" }, "GetParameters"), warm({ cache: "miss" })],
    "starts cold twice": [cold({}, "GetParameters"), cold({})],
    "does not start cold": [warm({}, "GetParameters"), warm({})],
  };
  for (const [title, invocations] of Object.entries(loads)) {
    it(`fails if a function that reads a list ${title}`, () => {
      expect(failed(stack("dev", notifier("dev", [...invocations])))).to.deep.equal([claim]);
    });
  }
});
