import { spawn } from "node:child_process";

export interface CommandResult {
  /** Null if the command did not start or was killed. */
  readonly code: number | null;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Receives each line of the output. */
  readonly onLine?: (line: string) => void;
}

/** Runs a command until it ends. A failure is part of the result; only an abort rejects. */
export function runCommand(
  file: string,
  args: readonly string[],
  { onLine, ...options }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const finish = (code: number | null) => {
      if (options.signal?.aborted) reject(options.signal.reason as Error);
      else resolve({ code, output });
    };
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let incomplete = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      const lines = (incomplete + chunk.toString()).split("\n");
      incomplete = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      output += error.message;
      finish(null);
    });
    child.on("close", finish);
  });
}

/** Returns the last lines of a command's output, for an error message. */
export const lastLines = (output: string, count = 15): string => output.trimEnd().split("\n").slice(-count).join("\n");
