import "../../support/quietTracing.ts";
import { setTimeout } from "node:timers/promises";
import { SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import xray from "aws-xray-sdk-core";
import { expect } from "chai";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { redactParseErrors } from "../../../../app/runtime/parameterStore/errors.ts";
import { loadConfiguration } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { createLoadClient } from "../../../../app/runtime/parameterStore/retries.ts";
import { traceClient } from "../../../../app/runtime/telemetry/tracing.ts";
import { SsmServer } from "../../../../tools/fakes/ssmServer.ts";
import type { SsmResponse, SsmRequest } from "../../../../tools/fakes/ssmServer.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";

const path = "/dev/app";
const byPath = { path, reads: "all", sections: {} } as const;
const credentials = { accessKeyId: "key", secretAccessKey: "secret" };
const values = Array.from({ length: 23 }, (_, index) => ({
  Name: `${path}/section-${index}`,
  Type: "SecureString",
  Value: JSON.stringify({ index }),
  Version: 1,
  LastModifiedDate: 1_700_000_000.123,
}));

/** Returns the context of a required load in an invocation. */
const loadContext = (signal: AbortSignal, remainingMs: number) => ({
  signal,
  remainingMs: () => remainingMs,
  required: () => true,
  duringInit: () => false,
  startedDuringInit: false,
});

describe("loadConfiguration with the SDK's client", () => {
  let server: SsmServer;
  let client: SSMClient;

  beforeEach(async () => {
    server = new SsmServer(({ NextToken = "0" }) => {
      const next = Number(NextToken) + 10;
      const more = next < values.length ? { NextToken: String(next) } : {};
      return { body: { Parameters: values.slice(Number(NextToken), next), ...more } };
    });
    const endpoint = await server.start();
    client = traceClient(
      redactParseErrors(new SSMClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 })),
    );
  });

  afterEach(() => {
    client.destroy();
    server.stop();
  });

  it("reads 23 parameters in three pages", async () => {
    const { configuration, parameters } = await loadConfiguration(client, byPath);
    const { undeclared } = configuration as { readonly undeclared: Readonly<Record<string, unknown>> };
    expect(Object.keys(undeclared)).to.have.length(23);
    expect(parameters).to.equal(23);
    expect(undeclared["section-22"]).to.deep.equal({ index: 22 });
    expect(server.requests.map(({ NextToken }) => NextToken)).to.deep.equal([undefined, "10", "20"]);
    expect(new Set(server.targets)).to.deep.equal(new Set(["AmazonSSM.GetParametersByPath"]));
    expect(server.requests[0]).to.deep.equal({ Path: path, WithDecryption: true, Recursive: false });
  });

  it("records the request of each page as a subsegment of the trace", async () => {
    const segment = new xray.Segment("invocation");
    await xray.getNamespace().runPromise(async () => {
      xray.setSegment(segment);
      await loadConfiguration(client, byPath);
    });
    const subsegments = (segment.subsegments ?? []).map(({ name, ...rest }) => ({ name, ...rest }));
    expect(subsegments.map(({ name }) => name)).to.deep.equal(["SSM", "SSM", "SSM"]);
  });

  it("aborts the request in flight when its signal is aborted", async () => {
    const controller = new AbortController();
    const context = loadContext(controller.signal, 1000);
    server.respond = () => {
      controller.abort();
      return { body: { Parameters: values.slice(0, 10), NextToken: "10" } };
    };
    const loadClient = createLoadClient(client, context, () => 0);
    const error = await configurationErrorOf(loadConfiguration(loadClient, byPath));
    expect(error.message).to.include("/dev/app: AbortError.");
    expect(server.requests).to.have.length(1);
  });

  describe("by names", () => {
    const reads = values.map(({ Name }) => Name.slice(path.length + 1));
    const byNames = { path, reads, sections: Object.fromEntries(reads.map((name) => [name, secret()])) };
    const throttling = { status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } };
    const found = ({ Names = [] }: SsmRequest) => ({
      body: { Parameters: values.filter(({ Name }) => Names.includes(Name)), InvalidParameters: [] },
    });
    const loadClient = (remainingMs = 5000, random = () => 0) => {
      const context = loadContext(new AbortController().signal, remainingMs);
      return createLoadClient(client, context, random);
    };

    it("reads 23 parameters in three calls that are in flight together", async () => {
      const allRequested = Promise.withResolvers<undefined>();
      server.respond = async (request) => {
        if (server.requests.length === 3) allRequested.resolve(undefined);
        await allRequested.promise;
        return found(request);
      };
      const { configuration, parameters } = await loadConfiguration(loadClient(), byNames);
      expect(Object.keys(configuration).sort()).to.deep.equal([...reads].sort());
      expect(parameters).to.equal(23);
      expect(new Set(server.targets)).to.deep.equal(new Set(["AmazonSSM.GetParameters"]));
      expect(server.requests.map(({ Names = [] }) => Names.length).sort()).to.deep.equal([10, 10, 3]);
      expectNoCanary({ configuration });
    });

    it("reads 100 parameters in ten calls that are in flight together", async () => {
      const names = Array.from({ length: 100 }, (_, index) => `many-${index}`);
      const allRequested = Promise.withResolvers<undefined>();
      server.respond = async ({ Names = [] }) => {
        if (server.requests.length === 10) allRequested.resolve(undefined);
        await allRequested.promise;
        const Parameters = Names.map((Name) => ({ Name, Type: "String", Value: "{}", Version: 1 }));
        return { body: { Parameters, InvalidParameters: [] } };
      };
      const sections = Object.fromEntries(names.map((name) => [name, plain()]));
      const { parameters } = await loadConfiguration(loadClient(), { path, reads: names, sections });
      expect(parameters).to.equal(100);
      expect(server.requests.map(({ Names = [] }) => Names.length)).to.deep.equal(Array(10).fill(10));
    });

    it("records each call as a subsegment of the trace", async () => {
      server.respond = found;
      const segment = new xray.Segment("invocation");
      await xray.getNamespace().runPromise(async () => {
        xray.setSegment(segment);
        await loadConfiguration(loadClient(), byNames);
      });
      expect((segment.subsegments ?? []).map(({ name }) => name)).to.deep.equal(["SSM", "SSM", "SSM"]);
    });

    it("retries only the call that is throttled", async () => {
      let throttled = 0;
      server.respond = (request) => (request.Names?.length === 3 && throttled++ < 2 ? throttling : found(request));
      expect((await loadConfiguration(loadClient(), byNames)).parameters).to.equal(23);
      expect(server.requests.filter(({ Names = [] }) => Names.length === 3)).to.have.length(3);
      expect(server.requests).to.have.length(5);
    });

    it("aborts all calls in flight when its signal is aborted", async () => {
      const controller = new AbortController();
      const context = loadContext(controller.signal, 1000);
      server.respond = () => {
        if (server.requests.length === 3) controller.abort();
        return new Promise<SsmResponse>(() => undefined);
      };
      const error = await configurationErrorOf(
        loadConfiguration(
          createLoadClient(client, context, () => 0),
          byNames,
        ),
      );
      expect(error.message).to.include(": AbortError.");
      expect(server.requests).to.have.length(3);
    });

    it("aborts the other calls, in flight or in their backoff, when one is denied", async () => {
      const othersRequested = Promise.withResolvers<undefined>();
      const message = `not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:r:1:parameter${path}/section-22 because`;
      server.respond = async (request) => {
        if (server.requests.length === 3) othersRequested.resolve(undefined);
        await othersRequested.promise;
        if (request.Names?.includes(`${path}/section-0`)) return throttling;
        if (request.Names?.includes(`${path}/section-10`)) return new Promise<SsmResponse>(() => undefined);
        await setTimeout(50);
        return { status: 400, body: { __type: "AccessDeniedException", message } };
      };
      const beganMs = performance.now();
      const error = await configurationErrorOf(
        loadConfiguration(
          loadClient(20_000, () => 1),
          byNames,
        ),
      );
      expect(error.message).to.match(/^Cannot load the parameter \/dev\/app\/section-22: AccessDeniedException\. /);
      expect(performance.now() - beganMs).to.be.lessThan(900);
      await setTimeout(1100);
      expect(server.requests).to.have.length(3);
    });
  });

  describe("when access is denied", () => {
    const denied = async (message: string) => {
      server.respond = () => ({ status: 400, body: { __type: "AccessDeniedException", message } });
      return configurationErrorOf(loadConfiguration(client, byPath));
    };
    const listKeys =
      "`aws ssm describe-parameters --parameter-filters Key=Path,Option=OneLevel,Values=/dev/app " +
      '--query "Parameters[].[Name,Type,KeyId]" --output table`';

    it("reports the missing action when IAM denies, with AWS's error as the cause", async () => {
      const message =
        "User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: ssm:GetParametersByPath on " +
        "resource: arn:aws:ssm:eu-west-1:111122223333:parameter/dev/app because no identity-based policy allows it";
      const error = await denied(message);
      expect(error.message).to.equal(
        "Cannot load the parameters under /dev/app: AccessDeniedException. Fix: allow the function's role " +
          "ssm:GetParametersByPath on exactly this path.",
      );
      expect(error.cause).to.be.instanceOf(SSMServiceException);
      expect(String(error.cause)).to.equal(`AccessDeniedException: ${message}`);
    });

    for (const message of [
      "User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: kms:Decrypt on resource: " +
        "arn:aws:kms:eu-west-1:111122223333:key/k because no resource-based policy allows the kms:Decrypt action " +
        "(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: r; Proxy: null)",
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are " +
        "not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: r)",
    ]) {
      it(`explains how to find a parameter with another key when KMS denies (${message.slice(0, 14)}…)`, async () => {
        const error = await denied(message);
        expect(error.message).to.match(
          /^Cannot load the parameters under \/dev\/app: AccessDeniedException\. KMS denies /,
        );
        expect(error.message).to.include("If a parameter has a different key than the others").and.to.include(listKeys);
        expect(error.message).to.include("kms:Decrypt (through Parameter Store)").and.not.to.include("ssm:");
        expect(String(error.cause)).to.equal(`AccessDeniedException: ${message}`);
      });
    }

    it("reports both possible actions when AWS does not name one", async () => {
      const { message } = await denied("Access denied");
      expect(message).to.include("ssm:GetParametersByPath on exactly this path").and.to.include("kms:Decrypt");
      expect(message).to.include(listKeys);
    });
  });

  it("explains a ThrottlingException", async () => {
    server.respond = () => ({ status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } });
    const error = await configurationErrorOf(loadConfiguration(client, byPath));
    expect(error.message).to.include("/dev/app: ThrottlingException. Parameter Store throttles requests");
    expect(String(error.cause)).to.equal("ThrottlingException: Rate exceeded");
    expect(server.requests).to.have.length(1);
  });

  it("explains a disabled key", async () => {
    server.respond = () => ({ status: 400, body: { __type: "InvalidKeyId", message: "key is disabled" } });
    const error = await configurationErrorOf(loadConfiguration(client, byPath));
    expect(error.message).to.include("/dev/app: InvalidKeyId. Fix: enable the key");
  });

  it("keeps a network error as the cause", async () => {
    server.stop();
    const error = await configurationErrorOf(loadConfiguration(client, byPath));
    expect(error.message).to.include("Fix: check the function's network, region and credentials");
    expect(String(error.cause)).to.include("ECONNREFUSED");
  });

  it("redacts a response that is not JSON in the error and in the trace", async () => {
    server.respond = () => ({ body: `{"Parameters":[{"Value":${CANARY}` });
    const segment = new xray.Segment("invocation");
    await xray.getNamespace().runPromise(async () => {
      xray.setSegment(segment);
      const error = await configurationErrorOf(loadConfiguration(client, byPath));
      expect(error.message).to.include("/dev/app: RedactedResponseError.");
      expectNoCanary(error);
    });
    expect(JSON.stringify(segment.subsegments)).to.include("It is redacted");
    expectNoCanary(JSON.stringify(segment.subsegments));
  });
});
