import { rmSync } from "node:fs";
import * as path from "node:path";
import { startLocalRun } from "../../../tools/local/localRun.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";

const provider = process.env["LOCAL_PROVIDER"] === "aws" ? "aws" : "local";

/** The time limit of an engine's operation on a busy machine. The plugin waits over two minutes for a deleted queue. */
const TIMEOUT_MS = 300_000;

/** The state of this process that a local run changes. */
interface ProcessState {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

let sharedRun: Promise<LocalRun> | undefined;
let stateOfRun: ProcessState | undefined;

/**
 * Defines a `describe` for tests with the real engine. All of them share one local run. The first starts it, and the
 * last hook of all stops it. A run changes the working directory and the environment: tests and hooks of `tests` see
 * the run's; all others see the original ones.
 */
export function describeEndToEnd(title: string, tests: (run: () => LocalRun) => void): void {
  describe(title, function () {
    this.timeout(TIMEOUT_MS);
    this.slow(TIMEOUT_MS);
    let run: LocalRun | undefined;
    let originalState: ProcessState | undefined;

    before(async () => {
      originalState = captureState();
      if (stateOfRun !== undefined) restoreState(stateOfRun);
      sharedRun ??= startLocalRun({ provider, signal: new AbortController().signal });
      run = await sharedRun;
      stateOfRun = captureState();
    });

    tests(() => {
      if (run === undefined) throw new Error("The local run is available only in tests and hooks.");
      return run;
    });

    // Defined last, so that the hooks of `tests` still see the run's state.
    after(() => {
      if (originalState !== undefined) restoreState(originalState);
    });
  });
}

/** Defines the same, but nothing with LOCAL_PROVIDER=aws. */
export const describeWithLocalProvider: typeof describeEndToEnd =
  provider === "local" ? describeEndToEnd : () => undefined;

/** Defines a test that cannot run with the AWS provider's plugin: nothing with LOCAL_PROVIDER=aws. */
export const itWithLocalProvider: (title: string, test: () => Promise<void>) => void =
  provider === "local" ? it : () => undefined;

after(async () => {
  await (await sharedRun?.catch(() => undefined))?.stop();
});

// If the tests are interrupted, the emulator ends with this process, and this deletes its folder.
process.once("exit", () => {
  if (stateOfRun !== undefined) rmSync(path.dirname(stateOfRun.directory), { recursive: true, force: true });
});

const captureState = (): ProcessState => ({ directory: process.cwd(), environment: { ...process.env } });

function restoreState({ directory, environment }: ProcessState): void {
  process.chdir(directory);
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
}
