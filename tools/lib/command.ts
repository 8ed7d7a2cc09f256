import { spawn } from "node:child_process";

export interface CommandResult {
  /** Null where the command could not be started or was killed. */
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Receives the output line by line, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a command to its end. What went wrong is in the result; it rejects only when the signal ends it. */
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
    let begun = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      const lines = (begun + chunk.toString()).split("\n");
      begun = lines.pop() ?? "";
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

/** The last lines of a command's output, for an error message. */
export const lastLines = (output: string, count = 15): string => output.trimEnd().split("\n").slice(-count).join("\n");
