// The fake Parameter Store, in a process of its own, so that no other work delays its responses.
import { setTimeout } from "node:timers/promises";
import { FaultyStore } from "../../fakes/faultyStore.ts";
import type { RequestOutcome } from "../../fakes/faultyStore.ts";
import { SsmServer } from "../../fakes/ssmServer.ts";
import { PARAMETERS_PER_CALL } from "../../lib/parameterStoreRules.ts";
import { serveParent, watchLoopDelay } from "./childProcess.ts";
import { sectionNames } from "./scenario.ts";
import type { FaultRates, Scenario } from "./scenario.ts";
import { TokenBucket } from "./tokenBucket.ts";

export type ServerRequest = { readonly open: Scenario } | { readonly close: true };

export interface ServerReply {
  readonly endpoint: string;
  readonly calls: number;
  readonly throttled: number;
  readonly loopDelayMs: number;
}

/** Draws a response time. GetParametersByPath with decryption takes about 60 ms in Lambda, and throttling is faster. */
const latencyMs = (outcome: RequestOutcome): number =>
  outcome === "throttled" ? 5 + exponential(5) : 30 + exponential(25);

const exponential = (mean: number): number => -mean * Math.log(1 - Math.random());

let bucket = new TokenBucket(0, 0);
let scenario: Scenario | undefined;
let calls = 0;
let throttled = 0;
let loopDelay = () => 0;

const store = new FaultyStore([]);

const server = new SsmServer(async (request) => {
  calls++;
  const outcome = bucket.take(performance.now()) ? drawOutcome(scenario?.faults) : "throttled";
  if (outcome === "throttled") throttled++;
  await setTimeout(latencyMs(outcome));
  return store.respond(request, outcome);
});
const endpoint = await server.start();

/** Draws the outcome of a request that is not throttled. */
function drawOutcome(rates: FaultRates | undefined): RequestOutcome {
  let left = Math.random();
  const draw = (rate = 0): boolean => (left -= rate) < 0;
  if (draw(rates?.reset)) return "reset";
  if (draw(rates?.serverError)) return "serverError";
  if (draw(rates?.emptyPage)) return { pageSize: 0 };
  return { pageSize: draw(rates?.shortPage) ? 1 : PARAMETERS_PER_CALL };
}

serveParent((request: ServerRequest): Promise<ServerReply> => {
  if ("open" in request) {
    scenario = request.open;
    bucket = new TokenBucket(scenario.callsPerSecond, performance.now());
    store.parameters = sectionNames(scenario).map((section, index) => ({
      Name: `/dev/burst/${section}`,
      Type: index % 2 === 0 ? "String" : "SecureString",
      Value: JSON.stringify({ url: "https://example.com/", level: "info", limit: index }),
      Version: 1,
    }));
    calls = 0;
    throttled = 0;
    server.requests.length = 0;
    server.targets.length = 0;
    loopDelay = watchLoopDelay();
  }
  return Promise.resolve({ endpoint, calls, throttled, loopDelayMs: "open" in request ? 0 : loopDelay() });
});
