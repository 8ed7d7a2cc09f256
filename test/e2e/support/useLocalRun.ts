import { rmSync } from "node:fs";
import * as path from "node:path";
import { startLocalRun } from "../../../tools/local/localRun.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";

const provider = process.env["LOCAL_PROVIDER"] === "aws" ? "aws" : "local";

/** How long an engine's work may take on a busy machine. The plugin waits more than two minutes for a deleted queue. */
const PATIENCE_MS = provider === "aws" ? 300_000 : 120_000;

/** What the run changes in this process, and what was there before. */
interface Place {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

let started: Promise<LocalRun> | undefined;
let inside: Place | undefined;

/**
 * A `describe` around work of the real engine. All of them share one local run, started by the first that needs it and
 * stopped after the last test of all. A run moves the process and its environment: for the tests and hooks inside, they
 * are the run's; elsewhere, what they were.
 */
export function describeEndToEnd(title: string, tests: (run: () => LocalRun) => void): void {
  describe(title, function () {
    this.timeout(PATIENCE_MS);
    this.slow(PATIENCE_MS);
    let run: LocalRun | undefined;
    let outside: Place | undefined;

    before(async () => {
      outside = here();
      if (inside !== undefined) moveTo(inside);
      started ??= startLocalRun({ provider, signal: new AbortController().signal });
      run = await started;
      inside = here();
    });

    tests(() => {
      if (run === undefined) throw new Error("The local run is there in tests and hooks only.");
      return run;
    });

    // The last hook, so that those of the tests run inside.
    after(() => {
      if (outside !== undefined) moveTo(outside);
    });
  });
}

/** The same, but not defined with LOCAL_PROVIDER=aws. */
export const describeWithLocalProvider: typeof describeEndToEnd =
  provider === "local" ? describeEndToEnd : () => undefined;

/** A test that the AWS provider's plugin cannot run: it is not defined with LOCAL_PROVIDER=aws. */
export const itWithLocalProvider: (title: string, test: () => Promise<void>) => void =
  provider === "local" ? it : () => undefined;

after(async () => {
  await (await started?.catch(() => undefined))?.stop();
});

// Where the tests are cut short, the endpoint ends with this process, and its folder here.
process.once("exit", () => {
  if (inside !== undefined) rmSync(path.dirname(inside.directory), { recursive: true, force: true });
});

const here = (): Place => ({ directory: process.cwd(), environment: { ...process.env } });

function moveTo({ directory, environment }: Place): void {
  process.chdir(directory);
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
}
