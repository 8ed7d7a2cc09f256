import * as assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { lastLines, runCommand } from "../local/command.ts";
import { callsOf, startXrayDaemon } from "../local/xrayDaemon.ts";
import { SsmServer } from "../test/app/support/ssmServer.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { lambdaEnvironment } from "./lambdaEnvironment.ts";

const PARAMETERS = [
  { Name: "/dev/bench/plain", Type: "String", Version: 1, Value: '{"limit":5}' },
  { Name: "/dev/bench/secret", Type: "SecureString", Version: 1, Value: '{"password":"none"}' },
];
const SECTIONS = { plain: { limit: 5 }, secret: { password: "********" } };

const INVOKE = `
  const { handler } = require(process.argv[1]);
  handler({}, { awsRequestId: "bench", getRemainingTimeInMillis: () => 5000 }).then((answer) => process.stdout.write(JSON.stringify(answer)));
`;

/**
 * Invokes a candidate's handler once, in a process of its own, and fails unless it asks Parameter Store, answers with
 * what that holds, and sends the request's X-Ray subsegment.
 */
export async function proveHandler(candidate: UnpackedCandidate): Promise<void> {
  const parameterStore = new SsmServer(() => ({ body: { Parameters: PARAMETERS } }));
  const daemon = await startXrayDaemon();
  try {
    const env = {
      ...lambdaEnvironment(candidate),
      AWS_ENDPOINT_URL: await parameterStore.start(),
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
    };
    const args = [...candidate.nodeOptions, "-e", INVOKE, candidate.mainFile];
    const { code, output } = await runCommand(process.execPath, args, { cwd: candidate.directory, env });
    assert.equal(code, 0, `${candidate.name}: the invocation failed:\n${output}`);
    const answer = JSON.parse(lastLines(output, 1)) as { readonly sections: unknown; readonly cache: unknown };
    assert.deepEqual(answer.sections, SECTIONS, `${candidate.name}: the answer is not Parameter Store's.`);
    assert.equal(answer.cache, "miss");
    assert.equal(parameterStore.requests.length, 1, `${candidate.name}: Parameter Store must get one request.`);
    // A datagram may come in later than the end of the process that sent it.
    for (let waits = 0; daemon.segments.length === 0 && waits < 100; waits++) await setTimeout(10);
    const traced = daemon.segments.flatMap((segment) => callsOf("GetParametersByPath", segment));
    assert.equal(traced.length, 1, `${candidate.name}: X-Ray must get one subsegment.`);
  } finally {
    parameterStore.stop();
    daemon.stop();
  }
}
