import type { LocalRun } from "../local/localRun.ts";
import type { UnpackedCandidate } from "./candidate.ts";

/** What all groups of measurements work with. */
export interface Bench {
  readonly run: LocalRun;
  readonly candidates: Candidates;
}

export interface Candidates {
  /** Empty files. */
  readonly bare: Readonly<Record<UnpackedCandidate["runtime"], UnpackedCandidate>>;
  readonly ours: UnpackedCandidate;
  /** What users would take instead, bundled as this project is. */
  readonly peers: readonly UnpackedCandidate[];
  /** The same, bundled as users have them: only their size and load time are measured. */
  readonly peersByDefault: readonly UnpackedCandidate[];
  /** This project's code, packaged by Pulumi. */
  readonly callbackFunction: UnpackedCandidate;
  /** Other ways to package this project's code: only their size and load time are measured. */
  readonly variants: readonly UnpackedCandidate[];
  /** Of what Lambda's Python runtime brings along, unzipped. */
  readonly pythonRuntimeBytes: number;
}

/** A bound that a figure has to keep. */
export interface Target {
  readonly what: string;
  /** The figure, and what it is compared with. */
  readonly figure: string;
  readonly met: boolean;
}

export interface GroupReport {
  readonly markdown: string;
  /** As it stands in results.json. */
  readonly results: unknown;
  readonly targets: readonly Target[];
}

export type Group = (bench: Bench) => Promise<GroupReport>;

/** The candidates that answer invocations. */
export const functionsOf = ({ ours, peers, callbackFunction }: Candidates): readonly UnpackedCandidate[] => [
  ours,
  ...peers,
  callbackFunction,
];
