/** One snapshot of what a function reads. */
export interface LoadedConfiguration {
  /** One property for each section; its prototype is null. */
  readonly configuration: object;
  /** Identifies the snapshot: it changes if a parameter is added, written or removed. */
  readonly version: string;
  /** The number of parameters that were loaded. */
  readonly parameters: number;
}
