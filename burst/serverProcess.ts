// A process of its own, so that answering waits for nothing else.
import { setTimeout } from "node:timers/promises";
import { SsmServer } from "../test/app/support/ssmServer.ts";
import { answerParent } from "./childProcess.ts";
import { PARAMETERS_PER_PAGE } from "../infra/parameterPages.ts";
import { FaultyStore, type Fate } from "./faultyStore.ts";
import { watchLoopDelay } from "./loopDelay.ts";
import type { FaultRates, Scenario } from "./scenario.ts";
import { TokenBucket } from "./tokenBucket.ts";

export type ServerQuestion = { readonly open: Scenario } | { readonly close: true };

export interface ServerReply {
  readonly endpoint: string;
  readonly calls: number;
  readonly refused: number;
  readonly loopDelayMs: number;
}

/** GetParametersByPath takes some 60 ms in Lambda, decryption included; a refusal is quick. */
const latencyMs = (fate: Fate): number => (fate === "throttled" ? 5 + exponential(5) : 30 + exponential(25));

const exponential = (mean: number): number => -mean * Math.log(1 - Math.random());

let bucket = new TokenBucket(0, 0);
let scenario: Scenario | undefined;
let calls = 0;
let refused = 0;
let loopDelay = () => 0;

const store = new FaultyStore([]);

const server = new SsmServer(async (request) => {
  calls++;
  const fate = bucket.take(performance.now()) ? admittedFate(scenario?.faults) : "throttled";
  if (fate === "throttled") refused++;
  await setTimeout(latencyMs(fate));
  return store.answer(request, fate);
});
const endpoint = await server.start();

function admittedFate(rates: FaultRates | undefined): Fate {
  let left = Math.random();
  const falls = (rate = 0): boolean => (left -= rate) < 0;
  if (falls(rates?.reset)) return "reset";
  if (falls(rates?.serverError)) return "serverError";
  if (falls(rates?.emptyPage)) return { pageSize: 0 };
  return { pageSize: falls(rates?.shortPage) ? 1 : PARAMETERS_PER_PAGE };
}

answerParent((question: ServerQuestion): Promise<ServerReply> => {
  if ("open" in question) {
    scenario = question.open;
    bucket = new TokenBucket(scenario.callsPerSecond, performance.now());
    // Two parameters on the last page.
    const count = (scenario.pages - 1) * PARAMETERS_PER_PAGE + 2;
    store.parameters = Array.from({ length: count }, (_, index) => ({
      Name: `/dev/burst/section-${index}`,
      Type: index % 2 === 0 ? "String" : "SecureString",
      Value: JSON.stringify({ url: "https://example.com/", level: "info", limit: index }),
      Version: 1,
    }));
    calls = 0;
    refused = 0;
    server.requests.length = 0;
    server.targets.length = 0;
    loopDelay = watchLoopDelay();
  }
  return Promise.resolve({ endpoint, calls, refused, loopDelayMs: "open" in question ? 0 : loopDelay() });
});
