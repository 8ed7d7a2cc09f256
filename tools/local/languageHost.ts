import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import type { GetRequiredPluginsResponse, RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { engineConfig } from "../../infra/config/stackFile/configSizeWarning.ts";
import { NODE_BIN, ROOT } from "../lib/paths.ts";

export interface LanguageHost {
  /** The address for `pulumi --client=`. */
  readonly address: string;
  /** The duration of each run of the program. */
  readonly durationsMs: readonly number[];
  stop(): void;
}

/** The script of the Pulumi SDK that runs a program. */
const RUN_SCRIPT = path.join(ROOT, "node_modules", "@pulumi", "pulumi", "cmd", "run");

/**
 * Starts a replacement for `pulumi-language-nodejs`, which is part of only the official CLI. It runs the program with
 * the same command, arguments and environment variables.
 *
 * @param typescript the option `typescript` in Pulumi.yaml
 * @param project the directory of the program. Default: this project
 */
export async function startLanguageHost(typescript: boolean, project = ROOT): Promise<LanguageHost> {
  const durationsMs: number[] = [];
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, {
    getRequiredPlugins: (_call: unknown, callback: grpc.sendUnaryData<GetRequiredPluginsResponse>) => {
      callback(null, new languageProto.GetRequiredPluginsResponse());
    },
    getPluginInfo: (_call: unknown, callback: grpc.sendUnaryData<PluginInfo>) => {
      callback(null, new pluginProto.PluginInfo().setVersion("1.0.0"));
    },
    run: (call: grpc.ServerUnaryCall<RunRequest, RunResponse>, callback: grpc.sendUnaryData<RunResponse>) => {
      const startedMs = performance.now();
      void runProgram(call.request, typescript, project)
        .then((code) => (code === 0 ? "" : `The program exited with code ${code}.`), startError)
        .then((error) => {
          durationsMs.push(performance.now() - startedMs);
          callback(null, new languageProto.RunResponse().setError(error));
        });
    },
  });
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  return {
    address: `127.0.0.1:${port}`,
    durationsMs,
    stop: () => {
      server.forceShutdown();
    },
  };
}

/** Returns the error of Pulumi's own language host, for example if the config is too long for an environment variable. */
function startError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reason = code === "E2BIG" ? `fork/exec ${path.join(NODE_BIN, "node")}: argument list too long` : String(error);
  return `Problem executing program (could not run language executor): ${reason}`;
}

async function runProgram(request: RunRequest, typescript: boolean, project: string): Promise<number> {
  const [engine = ""] = request.getArgsList();
  const options = {
    monitor: request.getMonitorAddress(),
    engine,
    project: request.getProject(),
    organization: request.getOrganization(),
    stack: request.getStack(),
    parallel: String(request.getParallel()),
    // The directory of the stack files. In a local run, the program is in a different directory.
    "root-directory": process.cwd(),
    pwd: project,
    "dry-run": String(request.getDryrun()),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const config = Object.fromEntries(request.getConfigMap().entries());
  const child = spawn(path.join(NODE_BIN, "node"), [RUN_SCRIPT, ...args, "."], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: engineConfig(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: String(typescript),
    },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
