import { expect } from "chai";
import { FUNCTION, INVOKE_COMMAND, REGION, respondInPages, useFakeXray } from "./support/useFakeXray.ts";

describe("fetchStackReport", () => {
  const { fetchReport, fetchError, fetchErrorWhenUnreachable } = useFakeXray();

  it("returns the services connected with the function, and adds up their calls over all time windows", async () => {
    const { serviceMap } = await fetchReport(respondInPages, 13);
    expect(serviceMap.services.map(({ name, type }) => [name, type])).to.deep.equal([
      [FUNCTION, "AWS::Lambda"],
      [FUNCTION, "AWS::Lambda::Function"],
      ["Client", "client"],
      ["Parameter Store", "AWS::SSM"],
    ]);
    expect(serviceMap.calls.map(({ count, meanMs, errors }) => [count, Math.round(meanMs), errors])).to.deep.equal([
      [12, 300, 3],
      [12, 200, 3],
      [3, 50, 0],
    ]);
  });

  it("returns one service map of all functions, in their order, whose callers outside AWS are one client", async () => {
    const { serviceMap } = await fetchReport(respondInPages, 1, ["other", FUNCTION]);
    expect(serviceMap.services.map(({ name, type }) => [name, type])).to.deep.equal([
      ["other", "AWS::Lambda"],
      [FUNCTION, "AWS::Lambda"],
      [FUNCTION, "AWS::Lambda::Function"],
      ["Client", "client"],
      ["Parameter Store", "AWS::SSM"],
    ]);
    const clients = serviceMap.calls.filter(({ from }) => from === "client Client");
    expect(clients.map(({ to, count }) => [to, count])).to.deep.equal([
      [`AWS::Lambda ${FUNCTION}`, 4],
      ["AWS::Lambda other", 7],
    ]);
  });

  it("throws an error that names --since and the invoke command if there are no traces", async () => {
    const { name, message } = await fetchError(() => ({ body: { TraceSummaries: [] } }));
    expect(name).to.equal("CliError");
    expect(message)
      .to.include(`no traces of ${FUNCTION} in ${REGION} from the last 1h`)
      .and.include("--since")
      .and.include(INVOKE_COMMAND);
  });

  for (const path of ["/TraceSummaries", "/Traces", "/ServiceGraph"]) {
    it(`throws an error that names the required actions if X-Ray denies ${path}`, async () => {
      const { name, message } = await fetchError((request) =>
        request.path === path
          ? {
              status: 403,
              error: "AccessDeniedException",
              body: { message: "User … is not authorized to perform: xray:…" },
            }
          : respondInPages(request),
      );
      expect(name).to.equal("CliError");
      expect(message)
        .to.include("xray:GetTraceSummaries, xray:BatchGetTraces and xray:GetServiceGraph")
        .and.include("User …");
    });
  }

  for (const [error, message] of [
    ["InvalidSignatureException", "The request signature we calculated does not match …"],
    ["InvalidRequestException", "Time range cannot be longer than 6 hours"],
  ] as const) {
    it(`throws X-Ray's message if X-Ray rejects a request with ${error}`, async () => {
      const failure = await fetchError(() => ({ status: 400, error, body: { message } }));
      expect(failure.name).to.equal("CliError");
      expect(failure.message).to.include(`X-Ray in ${REGION}: ${error}: ${message}`);
    });
  }

  it("throws an error that names the cause if X-Ray cannot be reached", async function () {
    this.timeout(30_000); // for the SDK's retries
    this.slow(20_000);
    const { name, message } = await fetchErrorWhenUnreachable();
    expect(name).to.equal("CliError");
    expect(message).to.include(`X-Ray in ${REGION}: ECONNREFUSED`);
  });

  it("keeps the stack trace of a programming error", async () => {
    const { name, stack } = await fetchError((request) => {
      if (request.path !== "/Traces") return respondInPages(request);
      const ids = request.body["TraceIds"] as string[];
      return { body: { Traces: ids.map((Id) => ({ Id, Segments: [{ Id: "s", Document: "null" }] })) } };
    });
    expect(name).to.equal("TypeError");
    expect(stack).to.match(/^\s+at /m);
  });

  it("throws a readable error if AWS credentials are missing", async () => {
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    const { name, message } = await fetchError(respondInPages);
    expect(name).to.equal("CliError");
    expect(message).to.include("AWS credentials are missing");
  });
});
