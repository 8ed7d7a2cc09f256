import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { sampleProject } from "../../tools/fakes/sampleProject.ts";
import { LOCAL, ROOT } from "../../tools/lib/paths.ts";
import type { Segment } from "../../tools/lib/segment.ts";
import { invoke } from "../../tools/local/invocation.ts";
import { startLanguageHost } from "../../tools/local/languageHost.ts";
import type { LanguageHost } from "../../tools/local/languageHost.ts";
import { REGION } from "../../tools/local/localRun.ts";
import { codeBlocks } from "../docs/support/markdown.ts";
import type { CodeBlock } from "../docs/support/markdown.ts";
import { createLambdaSegments } from "../tools/report/support/createLambdaSegments.ts";
import { FakeXray, fakeServiceGraph } from "../tools/report/support/fakeXray.ts";
import type { XrayRequest, XrayResponse } from "../tools/report/support/fakeXray.ts";
import { listResources } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";

const FILE = "docs/tutorial.md";
const VIEWER = "parameterStoreBlog-tutorial_viewer";

/** The value that is typed when a command prompts for one. */
const TYPED = "typed-in-the-tutorial";

interface Response {
  readonly sections: unknown;
  readonly cache: unknown;
}

describeEndToEnd("the tutorial", (run) => {
  const blocks = codeBlocks({ file: FILE, text: readFileSync(path.join(ROOT, FILE), "utf8") });
  const steps = blocks.filter(({ language }) => language === "sh");
  let host: LanguageHost;
  let xray: FakeXray;
  let environment: NodeJS.ProcessEnv;

  /** Creates the commands that the tutorial assumes to be on PATH. They do the same as the real ones, without prompts. */
  function createCommands(directory: string): void {
    const [pulumi = ""] = run().shell.directories;
    const client = `--client=${host.address}`;
    const node = process.execPath;
    const commands = {
      // The packages are installed, and the run has a backend.
      npm: `case "$1" in
  ci) ;;
  exec) shift 2; exec "$@" ;;
  run) shift 3; exec ${node} ${path.join(ROOT, "tools/cli/report.ts")} "$@" ;;
esac`,
      pulumi: `case "$1" in
  login) ;;
  up) exec ${pulumi}/pulumi "$@" --yes --skip-preview ${client} ;;
  destroy) exec ${pulumi}/pulumi "$@" --yes --skip-preview ${client} ;;
  *) exec ${pulumi}/pulumi "$@" ;;
esac`,
      aws: `exec ${node} ${path.join(import.meta.dirname, "support/awsCli.ts")} "$@"`,
    };
    mkdirSync(directory);
    for (const [name, script] of Object.entries(commands)) {
      writeFileSync(path.join(directory, name), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(directory, name), 0o755);
    }
  }

  let traced: Promise<Segment[]> | undefined;

  /** Returns the trace of one invocation, as X-Ray would have it on AWS. */
  async function respond({ path: operation }: XrayRequest): Promise<XrayResponse> {
    if (operation === "/ServiceGraph") return { body: { Services: fakeServiceGraph(VIEWER) } };
    traced ??= invoke(run(), VIEWER).then((invocation) => createLambdaSegments(invocation, VIEWER));
    const segments = await traced;
    const Id = segments[0]?.trace_id;
    if (operation === "/TraceSummaries") return { body: { TraceSummaries: [{ Id }] } };
    const Segments = segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) }));
    return { body: { Traces: [{ Id, Segments }] } };
  }

  /** Runs the commands of a block, and returns what they print. */
  async function runStep({ code, line }: CodeBlock): Promise<string> {
    const child = spawn("bash", ["-e", "-c", code], { cwd: run().project, env: environment });
    child.stdin.on("error", () => undefined).end(`${TYPED}\n`);
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(child.exitCode, `${FILE}:${line}\n${code}${output}${errors}`).to.equal(0);
    return output;
  }

  before(async () => {
    host = await startLanguageHost(false, sampleProject());
    xray = new FakeXray(respond);
    const directory = path.join(run().directory, "tutorial");
    createCommands(directory);
    environment = {
      ...process.env,
      PATH: [directory, process.env["PATH"]].join(path.delimiter),
      AWS_DEFAULT_REGION: REGION,
      AWS_ENDPOINT_URL_XRAY: await xray.start(),
    };
  });

  after(() => {
    xray.stop();
    host.stop();
  });

  /** Returns the response in the output of an invocation. The AWS CLI prints the status after it. */
  const responseIn = (output: string): Response => JSON.parse(output.replace(/\{\s*"StatusCode"[^]*$/, "")) as Response;

  it("runs command by command, with the responses that it shows", async () => {
    const outputs: string[] = [];
    for (const step of steps) {
      const output = await runStep(step);
      outputs.push(output);
      const next = blocks[blocks.indexOf(step) + 1];
      if (next?.language !== "json") continue;
      const { sections, cache } = responseIn(output);
      const shown = JSON.parse(next.code) as Response;
      expect({ sections, cache }, `${FILE}:${next.line}`).to.deep.equal({
        sections: shown.sections,
        cache: shown.cache,
      });
      expect(output).not.to.include(TYPED);
    }
    const changed = outputs.find((output) => /"logLevel": ?"warn"/.test(output));
    expect(changed, "the response after the change with Pulumi").to.be.a("string");
    const reported = outputs.find((output) => output.includes(`trace of ${VIEWER}`));
    expect(reported).to.include(path.join(LOCAL, "report-tutorial.html"));
    expect(existsSync(path.join(LOCAL, "report-tutorial.html"))).to.be.true;
  });

  it("leaves nothing behind", async () => {
    const resources = await listResources(run());
    expect(resources.filter((resource) => resource.includes("tutorial"))).to.deep.equal([]);
    expect(existsSync(path.join(run().project, "Pulumi.tutorial.yaml"))).to.be.false;
  });
});
