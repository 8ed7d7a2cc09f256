import type { LocalRun } from "../local/localRun.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import type { Runtime } from "./environmentVariables.ts";

/** The running emulator and the candidates, which every suite receives. */
export interface BenchContext {
  readonly run: LocalRun;
  readonly candidates: Candidates;
}

/** All candidates, by the comparison that they serve. */
export interface Candidates {
  /** An empty file for each runtime. */
  readonly baselines: Readonly<Record<Runtime, UnpackedCandidate>>;
  /** This project's function as it is deployed. */
  readonly project: UnpackedCandidate;
  /** Alternatives to this project. The Node.js ones are bundled in the same way. */
  readonly peers: readonly UnpackedCandidate[];
  /** Peers that load before the first invocation. Only cold starts are measured. */
  readonly earlyPeers: readonly UnpackedCandidate[];
  /** The Node.js peers, bundled with esbuild's defaults. Only size and load time are measured. */
  readonly defaultPeers: readonly UnpackedCandidate[];
  /** This project's code, packaged by Pulumi's CallbackFunction. */
  readonly callbackFunction: UnpackedCandidate;
  /** Other ways to package this project's code. Only size and load time are measured. */
  readonly variants: readonly UnpackedCandidate[];
  /** Parts of this project's function, each with more than the one before. Only size and load time are measured. */
  readonly loadParts: readonly UnpackedCandidate[];
  /** This project's function with so many sections in its `reads`. Only first invocations are measured. */
  readonly byNames: ReadonlyMap<number, UnpackedCandidate>;
  /** Unzipped size of the packages that Lambda's Python runtime includes. */
  readonly pythonRuntimeBytes: number;
}

/** A goal for a measurement. */
export interface Target {
  readonly description: string;
  /** The measured figure, and the figure it is compared with. */
  readonly measured: string;
  readonly met: boolean;
}

/** The outcome of a suite. */
export interface SuiteReport {
  readonly markdown: string;
  /** The suite's entry in results.json. */
  readonly results: unknown;
  readonly targets: readonly Target[];
}

/** A group of measurements that can be run on its own. */
export type Suite = (context: BenchContext) => Promise<SuiteReport>;

/** Returns the candidates that handle invocations. */
export const invokedCandidates = ({ project, peers, callbackFunction }: Candidates): readonly UnpackedCandidate[] => [
  project,
  ...peers,
  callbackFunction,
];
