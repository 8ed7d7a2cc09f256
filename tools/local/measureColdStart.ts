import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

// The emulator's function processes preload this script with `node --require`. It measures the time from the start of
// the process until the function's module is evaluated, as AWS does, and sends it to the X-Ray daemon as an
// Initialization subsegment.

/**
 * The diagnostics channels on which Node.js publishes each module that it has loaded. The emulator requires the function's
 * module. If the module has a top-level await, that fails, and the emulator imports it.
 */
const LOADED_MODULES = ["tracing:module.require:end", "tracing:module.import:asyncEnd"];

/** A message of these channels: `id` if the module was required, `url` if it was imported. */
interface LoadedModule {
  readonly id?: string;
  readonly url?: string;
  readonly error?: unknown;
}

function onLoaded(message: unknown): void {
  const { id, url, error } = message as LoadedModule;
  const file = url?.startsWith("file:") ? fileURLToPath(url) : (id ?? "");
  const folder = process.env["LAMBDA_TASK_ROOT"];
  // The function's module is the only absolute path below the folder: it contains the packages.
  if (error !== undefined || folder === undefined || !file.startsWith(path.resolve(folder) + path.sep)) return;
  for (const channel of LOADED_MODULES) unsubscribe(channel, onLoaded);
  const [host = "", port = ""] = (process.env["AWS_XRAY_DAEMON_ADDRESS"] ?? "").split(":");
  const segment = {
    id: randomBytes(8).toString("hex"),
    name: "Initialization",
    type: "subsegment",
    start_time: performance.timeOrigin / 1000,
    end_time: (performance.timeOrigin + performance.now()) / 1000,
  };
  const socket = createSocket("udp4");
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(segment)}`, Number(port), host, () => {
    socket.close();
  });
}

for (const channel of LOADED_MODULES) subscribe(channel, onLoaded);
