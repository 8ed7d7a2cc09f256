import { expect } from "chai";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { loadConfiguration } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeParameterStore, parameter } from "../../support/fakeParameterStore.ts";
import type { FakeResponse, Page } from "../../support/fakeParameterStore.ts";
import { settled } from "../../support/fakeTime.ts";

const path = "/dev/app";

/** Returns the names of sections, from one index to before another. */
const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `s${from + index}`);

const page = (from: number, to: number): Page => ({
  Parameters: names(from, to).map((name) => parameter(`${path}/${name}`, { name })),
});

/** Loads sections by their names; those named in `secrets` are secret. */
function load(reads: readonly string[], responses: FakeResponse[], secrets: readonly string[] = []) {
  const store = new FakeParameterStore(...responses);
  const sections = Object.fromEntries(reads.map((name) => [name, secrets.includes(name) ? secret() : plain()]));
  return { store, loaded: loadConfiguration(store, { path, reads, sections }) };
}

const failureOf = async (reads: readonly string[], responses: FakeResponse[], secrets?: readonly string[]) =>
  configurationErrorOf(load(reads, responses, secrets).loaded);

/** Returns an error of the SDK, as far as its name and message matter. */
const awsError = (name: string, message: string) => Object.assign(new Error(message), { name });

describe("loadConfiguration by names", () => {
  it("requests exactly the parameters, decrypted, and has a property for each section", async () => {
    const reads = ["api", "db"];
    const Parameters = [
      parameter(`${path}/db`, { password: CANARY }, { Type: "SecureString" }),
      parameter(`${path}/api`, { url: "u" }),
    ];
    const { store, loaded } = load(reads, [{ Parameters }], ["db"]);
    const { configuration, version, parameters } = await loaded;
    expect(store.inputs).to.deep.equal([{ Names: [`${path}/api`, `${path}/db`], WithDecryption: true }]);
    expect(Object.getPrototypeOf(configuration)).to.equal(null);
    expect({ ...configuration }).to.deep.equal({ api: { url: "u" }, db: { password: CANARY } });
    expect(JSON.parse(JSON.stringify(configuration))).to.deep.equal({
      api: { url: "u" },
      db: { password: "********" },
    });
    expect(version).to.match(/^[0-9a-f]{12}$/);
    expect(parameters).to.equal(2);
    expectNoCanary({ configuration });
  });

  it("treats sections named __proto__, constructor and a-b like any other", async () => {
    const odd = ["__proto__", "constructor", "a-b"];
    const { loaded } = load(odd, [{ Parameters: odd.map((name) => parameter(`${path}/${name}`, { name })) }]);
    const { configuration } = await loaded;
    expect(Object.entries(configuration)).to.deep.equal(odd.map((name) => [name, { name }]));
  });

  it("makes no call for no sections, and still has a version", async () => {
    const { store, loaded } = load([], []);
    const { configuration, version, parameters } = await loaded;
    expect(store.inputs).to.have.length(0);
    expect(Object.keys(configuration)).to.deep.equal([]);
    expect(version).to.match(/^[0-9a-f]{12}$/);
    expect(parameters).to.equal(0);
    expect((await load([], []).loaded).version).to.equal(version);
  });

  it("requests at most ten parameters a call, with all calls in flight together", async () => {
    const responses = Array.from({ length: 3 }, () => Promise.withResolvers<Page>());
    const { store, loaded } = load(
      names(0, 23),
      responses.map(({ promise }) => promise),
    );
    await settled();
    expect(store.inputs.map(({ Names = [] }) => Names.length)).to.deep.equal([10, 10, 3]);
    expect(store.inputs.flatMap(({ Names = [] }) => Names)).to.deep.equal(
      names(0, 23).map((name) => `${path}/${name}`),
    );
    // The order of the responses does not matter.
    responses[2]?.resolve(page(20, 23));
    responses[0]?.resolve(page(0, 10));
    let isLoaded = false;
    void loaded.then(() => (isLoaded = true));
    await settled();
    expect(isLoaded).to.equal(false);
    responses[1]?.resolve(page(10, 20));
    const { configuration, parameters, version } = await loaded;
    expect(Object.keys(configuration)).to.deep.equal(names(0, 23));
    expect(parameters).to.equal(23);
    expect((await load(names(0, 23), [page(0, 10), page(10, 20), page(20, 23)]).loaded).version).to.equal(version);
  });

  it("makes one call for ten sections and two for eleven", async () => {
    for (const [count, calls] of [
      [10, 1],
      [11, 2],
    ] as const) {
      const { store, loaded } = load(names(0, count), [page(0, 10), page(10, count)]);
      await loaded;
      expect(store.inputs).to.have.length(calls);
    }
  });

  it("aborts the other calls when one fails, and rejects only after all have ended", async () => {
    const [first, second] = [Promise.withResolvers<Page>(), Promise.withResolvers<Page>()];
    const { store, loaded } = load(names(0, 21), [first.promise, new Error("down"), second.promise]);
    let isRejected = false;
    loaded.catch(() => (isRejected = true));
    await settled();
    expect(store.signals.map((signal) => signal?.aborted)).to.deep.equal([true, true, true]);
    expect(isRejected).to.equal(false);
    first.resolve(page(0, 10));
    await settled();
    expect(isRejected).to.equal(false);
    second.reject(new Error("aborted"));
    const { message } = await configurationErrorOf(loaded);
    expect(message).to.include("/dev/app/s10").and.not.to.include("/dev/app/s0,").and.not.to.include("/dev/app/s20");
  });

  it("leaves no rejection unhandled when several calls fail", async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    try {
      await failureOf(names(0, 30), [new Error("one"), new Error("two"), new Error("three")]);
      await settled();
      await settled();
    } finally {
      process.off("unhandledRejection", onUnhandled);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it("names the parameters that are missing, with the fix", async () => {
    const responses = [{ Parameters: [], InvalidParameters: [`${path}/b`] }];
    expect((await failureOf(["b"], responses)).message).to.equal(
      "Parameter Store has no parameter /dev/app/b, which the function's `reads` in app/functions.ts lists. " +
        "Fix: add the section to the stack config and run `pulumi up`, or create the parameter.",
    );
    const two = { ...page(0, 1), InvalidParameters: [`${path}/s1`, `${path}/s2`] };
    expect((await failureOf(names(0, 3), [two])).message).to.match(
      /^Parameter Store has no parameter \/dev\/app\/s1 and no \/dev\/app\/s2, which/,
    );
    // The other calls succeed.
    const last = { Parameters: [], InvalidParameters: [`${path}/s10`] };
    expect((await failureOf(names(0, 11), [page(0, 10), last])).message).to.include("no parameter /dev/app/s10, which");
  });

  it("rejects a response that does not mention a parameter", async () => {
    expect((await failureOf(names(0, 3), [page(0, 2)])).message).to.equal(
      "Cannot load the parameters /dev/app/s0, /dev/app/s1, /dev/app/s2: a response does not mention /dev/app/s2. " +
        "Fix: check any endpoint or proxy between the function and Parameter Store, and invoke again.",
    );
    expect((await failureOf(["a"], [{}])).message).to.include("a response does not mention /dev/app/a.");
  });

  it("rejects a value that cannot be used, and names its parameter", async () => {
    const broken = parameter(`${path}/b`, 0, { Value: `{"p":"${CANARY}`, Type: "SecureString" });
    const error = await failureOf(["a", "b"], [{ Parameters: [parameter(`${path}/a`, {}), broken] }]);
    expect(error.message).to.match(/^The value of parameter \/dev\/app\/b must be a JSON object\./);
    expectNoCanary(error);
  });

  describe("when a call fails", () => {
    const reads = ["appConfig", "appSecrets", "tokens"];
    const secrets = ["appSecrets", "tokens"];
    const iam = (end: string) =>
      "User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: ssm:GetParameters on resource: " +
      `arn:aws:ssm:eu-west-1:111122223333:parameter/dev/app/appConfig${end}`;
    const kms =
      "KMS denies kms:Decrypt, which fails the whole load. Fix: run `pulumi up --refresh`, which allows the function's role " +
      "kms:Decrypt on each secret in its `reads`, and rewrites a parameter that has a different key than the stack's.";
    const failure = (name: string, message: string, read = reads, secret = secrets) =>
      failureOf(read, [awsError(name, message)], secret);

    for (const end of [" because no identity-based policy allows the ssm:GetParameters action", ""]) {
      it(`names the parameter that IAM denies, from AWS's message${end === "" ? " that ends with it" : ""}`, async () => {
        expect((await failure("AccessDeniedException", iam(end))).message).to.equal(
          "Cannot load the parameter /dev/app/appConfig: AccessDeniedException. Fix: run `pulumi up --refresh`, which allows " +
            "the function's role ssm:GetParameters on each parameter in its `reads` in app/functions.ts.",
        );
      });
    }

    it("does not mistake a parameter for another whose name begins like it", async () => {
      const { message } = await failure("AccessDeniedException", iam("2 because"), ["appConfig", "appConfig2"]);
      expect(message).to.match(/^Cannot load the parameter \/dev\/app\/appConfig2: /);
    });

    it("lists the secrets when KMS denies, because its message does not name the parameter", async () => {
      const denial =
        "The ciphertext refers to a customer master key that does not exist (Service: AWSKMS; Request ID: r)";
      expect((await failure("AccessDeniedException", denial)).message).to.equal(
        `Cannot load one of the parameters /dev/app/appSecrets, /dev/app/tokens: AccessDeniedException. ${kms}`,
      );
      const one = await failure("AccessDeniedException", denial, ["appConfig", "tokens"], ["tokens"]);
      expect(one.message).to.equal(`Cannot load the parameter /dev/app/tokens: AccessDeniedException. ${kms}`);
      // A String that someone rewrote as a SecureString.
      const none = await failure("AccessDeniedException", denial, ["appConfig"], []);
      expect(none.message).to.match(/^Cannot load the parameter \/dev\/app\/appConfig: AccessDeniedException\. KMS/);
    });

    it("lists only the secrets of the call that KMS denies", async () => {
      const denial = awsError("AccessDeniedException", "(Service: AWSKMS; Request ID: r)");
      const { message } = await failureOf(names(0, 12), [page(0, 10), denial], ["s0", "s11"]);
      expect(message).to.match(/^Cannot load the parameter \/dev\/app\/s11: /);
    });

    it("lists the secrets when the key is disabled", async () => {
      expect((await failure("InvalidKeyId", "key is disabled")).message).to.equal(
        "Cannot load one of the parameters /dev/app/appSecrets, /dev/app/tokens: InvalidKeyId. " +
          "Fix: enable the key that encrypts the parameters, or cancel its deletion.",
      );
    });

    it("lists all parameters and both fixes when AWS names neither a parameter nor an action", async () => {
      const { message } = await failure("AccessDeniedException", "Access denied");
      expect(message).to.include(
        "one of the parameters /dev/app/appConfig, /dev/app/appSecrets, /dev/app/tokens: Access",
      );
      expect(message)
        .to.include("ssm:GetParameters on each parameter")
        .and.to.include(`If it has that permission: ${kms}`);
    });

    it("lists the parameters of a call that is throttled or lost", async () => {
      expect((await failure("ThrottlingException", "Rate exceeded")).message).to.match(
        /^Cannot load the parameters \/dev\/app\/appConfig, \/dev\/app\/appSecrets, \/dev\/app\/tokens: Throttling.*\. Fix: /,
      );
      expect((await failure("Error", "down", ["appConfig"])).message).to.equal(
        "Cannot load the parameter /dev/app/appConfig: Error. " +
          "Fix: check the function's network, region and credentials, and invoke again.",
      );
    });

    it("drops an error that may quote a response", async () => {
      const error = await failure("SyntaxError", `Unexpected token in "${CANARY}"`);
      expect(error.cause).to.equal(undefined);
      expectNoCanary(error);
    });
  });
});
