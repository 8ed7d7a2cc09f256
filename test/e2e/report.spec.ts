import { readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { PutTraceSegmentsCommand, XRayClient } from "@aws-sdk/client-xray";
import { expect } from "chai";
import { stackReport, writeLocalReport } from "../../tools/cli/localReport.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import { invoke } from "../../tools/local/invocation.ts";
import type { Invocation } from "../../tools/local/invocation.ts";
import { REGION } from "../../tools/local/localRun.ts";
import type { Report } from "../../tools/report/model.ts";
import { launchChromium } from "../tools/report/support/chromium.ts";
import { createLambdaSegments } from "../tools/report/support/createLambdaSegments.ts";
import { FakeXray, fakeServiceGraph } from "../tools/report/support/fakeXray.ts";
import type { XrayRequest, XrayResponse } from "../tools/report/support/fakeXray.ts";
import { startMotoXray } from "../tools/report/support/motoXray.ts";
import type { MotoXray } from "../tools/report/support/motoXray.ts";
import { Canary, createToken } from "./support/canary.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("npm run report", (run) => {
  const canary = new Canary(createToken());
  let stack: TestStack;
  let invocations: Invocation[];
  /** The full name of the function that is invoked once. */
  let notifier: string;
  /** The function of each trace. */
  const functionOf = new Map<string, string>();
  let moto: MotoXray;
  let xray: FakeXray;
  let url: string;
  /** Returns whether X-Ray returns a trace. */
  let isReturned: (traceId: string) => boolean;

  /** Forwards requests to moto, except for its missing features: filter expressions and the service graph. */
  async function respond({ path: operation, body, headers }: XrayRequest): Promise<XrayResponse> {
    if (operation === "/ServiceGraph") return { body: { Services: fakeServiceGraph(stack.functionName) } };
    const response = await fetch(`${moto.url}${operation}`, {
      method: "POST",
      headers: { authorization: headers.authorization ?? "", host: headers.host ?? "" },
      body: JSON.stringify({ ...body, FilterExpression: undefined }),
    });
    const result = (await response.json()) as Readonly<
      Record<"Traces" | "TraceSummaries", readonly { readonly Id: string }[] | undefined>
    >;
    const Traces = result.Traces?.filter(({ Id }) => isReturned(Id));
    const TraceSummaries = result.TraceSummaries?.filter(
      ({ Id }) => body["FilterExpression"] === `service("${functionOf.get(Id) ?? ""}")`,
    );
    return { status: response.status, body: { ...result, Traces, TraceSummaries } };
  }

  before(async function () {
    this.timeout(300_000); // moto may have to be installed
    stack = await createStack(run(), "reported", {
      // The responses contain the secret, so it could get into a report.
      plain: { revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": canary.token },
    });
    await stack.stack.up();
    invocations = [];
    for (let count = 0; count < 3; count += 1) invocations.push(await invoke(run(), stack.functionName));
    moto = await startMotoXray();
    xray = new FakeXray(respond);
    url = await xray.start();
    const client = new XRayClient({ region: REGION, endpoint: moto.url });
    notifier = stack.functionNameOf("notifier");
    const notified = await invoke(run(), notifier, { name: "Ada" });
    const functions = [
      ...invocations.map((invocation) => [invocation, stack.functionName] as const),
      [notified, notifier] as const,
    ];
    for (const [invocation, functionName] of functions) {
      const segments = createLambdaSegments(invocation, functionName);
      for (const { trace_id } of segments) functionOf.set(trace_id, functionName);
      const TraceSegmentDocuments = segments.map((each) => JSON.stringify(each));
      const { UnprocessedTraceSegments } = await client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments }));
      expect(UnprocessedTraceSegments).to.deep.equal([]);
    }
    client.destroy();
    await sleep(1100); // moto has a resolution of one second, and does not return traces of the current second
  });

  beforeEach(() => {
    isReturned = () => true;
  });

  after(async () => {
    xray.stop();
    await moto.stop();
  });

  const runReport = (...args: string[]) =>
    runCommand(process.execPath, [path.join(ROOT, "tools", "cli", "report.ts"), ...args], {
      env: { ...process.env, AWS_ENDPOINT_URL_XRAY: url },
    });

  it("writes a report of the traces of all functions of a deployed stack", async () => {
    const file = path.join(run().directory, "reported.html");
    const { code, output } = await runReport("--stack", "reported", "--output", file);
    expect(output).to.include(`\n3 traces of ${stack.functionName}\n1 trace of ${notifier}\nReport: ${file}\n`);
    expect(code).to.equal(0);

    const html = readFileSync(file, "utf8");
    const { source, stacks } = JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as Report;
    expect(source).to.equal("X-Ray");
    const [reported] = stacks;
    expect(reported).to.include({ name: "reported", region: REGION });
    expect(reported?.functions.map(({ functionName }) => functionName)).to.deep.equal([stack.functionName, notifier]);
    const [report, other] = reported?.functions ?? [];
    expect(JSON.stringify(other?.traces[0]?.span)).to.include('"GetParameters"');
    expect(report?.traces.map(({ start, cache, status }) => [start, cache, status])).to.deep.equal([
      ["cold", "hit", "ok"],
      ["warm", "hit", "ok"],
      ["warm", "hit", "ok"],
    ]);
    for (const [index, { responseMs }] of invocations.entries()) {
      expect(report?.traces[index]?.responseMs).to.be.closeTo(responseMs, 0.01);
    }
    const cold = JSON.stringify(report?.traces[0]?.span);
    for (const name of [
      "AWS::Lambda",
      "AWS::Lambda::Function",
      "Initialization",
      "Configuration",
      "GetParametersByPath",
    ]) {
      expect(cold).to.include(`"${name}"`);
    }
    expect(reported?.serviceMap.calls).to.have.length(3);
    expect(canary.findIn([html])).to.deep.equal([]);
  });

  it("writes a report of the functions that --function names", async () => {
    const file = path.join(run().directory, "narrowed.html");
    for (const name of ["notifier", notifier]) {
      const { code, output } = await runReport("--stack", "reported", "--output", file, "--function", name);
      expect(code, output).to.equal(0);
      expect(output).to.include(`1 trace of ${notifier}\n`).and.not.include(stack.functionName);
    }
    const { code, output } = await runReport("--stack", "reported", "--function", "viewer", "--function", "mailer");
    expect(code).to.equal(1);
    expect(output).to.include("--function must be one of: viewer, notifier (got mailer).");
  });

  it("writes, like npm start, a report that a browser displays without errors or secrets", async () => {
    const file = path.join(run().directory, "report.html");
    const { functionName } = stack;
    await writeLocalReport(run(), [{ stackName: "reported", functionName, event: {}, invocations }], file);
    // The secret was in the responses.
    expect(canary.findIn([JSON.stringify(invocations)])).not.to.deep.equal([]);
    expect(canary.findInFiles([file])).to.deep.equal([]);
    const browser = await launchChromium();
    try {
      for (const [name, count] of [
        ["reported.html", 3],
        ["report.html", 13],
      ] as const) {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on("console", (message) => errors.push(message.text()));
        page.on("pageerror", (error) => errors.push(error.message));
        await page.goto(pathToFileURL(path.join(run().directory, name)).href);
        const cold = page.locator("figure[data-timeline] svg").first();
        expect(await cold.getAttribute("aria-label")).to.match(
          /Initialization.* ms;.*Configuration .* ms;.*GetParametersByPath/,
        );
        expect(await page.locator("[data-figure]").allInnerTexts()).to.include.members([String(count), "1", "0"]);
        expect(await page.locator("table.traces tbody tr").count()).to.equal(count);
        expect(canary.findIn([await page.content()])).to.deep.equal([]);
        expect(errors).to.deep.equal([]);
      }
    } finally {
      await browser.close();
    }
  });

  it("states how many traces X-Ray did not return", async () => {
    let only: string | undefined;
    isReturned = (id) => id === (only ??= id);
    const file = path.join(run().directory, "incomplete.html");
    const { code, output } = await runReport("--stack", "reported", "--output", file, "--function", "viewer");
    expect(code).to.equal(0);
    const missing = "Missing: 2 traces that X-Ray did not return in 4 attempts.";
    expect(output).to.include(`1 trace of ${stack.functionName}\n${missing}\n`);
    expect(readFileSync(file, "utf8")).to.include(missing);
  });

  it("marks the spans that the local run measured itself in the report of npm start", () => {
    const { functionName } = stack;
    const { functions } = stackReport("reported", [{ functionName, invocations }]);
    const traces = functions[0]?.traces ?? [];
    const [cold, ...warm] = traces;
    expect(cold).to.include({ start: "cold", cache: "hit" });
    const [initialization, invocation] = cold?.span.children ?? [];
    expect(initialization).to.include({ name: "Initialization", measuredLocally: true });
    expect(invocation).to.include({ name: "Invocation", measuredLocally: true });
    expect(invocation?.children.map(({ name, measuredLocally }) => [name, measuredLocally])).to.deep.equal([
      ["Configuration", false],
    ]);
    expect(warm.map(({ start, cache, span }) => [start, cache, span.children.length])).to.deep.equal([
      ["warm", "hit", 1],
      ["warm", "hit", 1],
    ]);
    expect(traces.map(({ responseMs }) => Math.round(responseMs))).to.deep.equal(
      invocations.map(({ responseMs }) => Math.round(responseMs)),
    );
  });

  it("rejects a stack that does not exist, with the command that lists stacks", async () => {
    const { code, output } = await runReport("--stack", "absent");
    expect(code).to.equal(1);
    expect(output)
      .to.include('Stack "absent" does not exist')
      .and.include("pulumi stack ls")
      .and.not.match(/^\s+at /m);
  });

  it("rejects a stack that is not deployed, with the command that deploys it", async () => {
    await createStack(run(), "empty");
    const { code, output } = await runReport("--stack", "empty");
    expect(code).to.equal(1);
    expect(output).to.include('The outputs of stack "empty" contain no function').and.include("pulumi up");
  });

  it("names the login command if the user is not logged in", async () => {
    const env = { ...process.env, PULUMI_BACKEND_URL: undefined, PULUMI_HOME: run().directory };
    const args = [path.join(ROOT, "tools", "cli", "report.ts"), "--stack", "reported"];
    const { code, output } = await runCommand(process.execPath, args, { env });
    expect(code).to.equal(1);
    expect(output).to.include("npm exec -- pulumi login");
  });

  it("rejects invalid options with the reason", async () => {
    const results = await Promise.all([
      runReport(),
      runReport("--stack", "reported", "--since", "5s"),
      runReport("--stck", "x"),
    ]);
    expect(results.map(({ code }) => code)).to.deep.equal([1, 1, 1]);
    expect(results[0].output).to.include("--stack is required");
    expect(results[1].output).to.include(
      '--since must be a number of minutes, hours or days, at most 30d, such as 30m, 6h or 2d (got "5s").',
    );
    expect(results[2].output).to.include("Unknown option '--stck'").and.include("npm run report -- --stack dev");
  });

  it("prints its options and required actions with --help", async () => {
    const { code, output } = await runReport("--help");
    expect(code).to.equal(0);
    expect(output).to.include("--since").and.include("xray:GetServiceGraph").and.include("the latest 5000 traces");
  });
});
