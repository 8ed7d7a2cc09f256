import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import * as path from "node:path";

// The emulator's function processes preload this script with `node --require`. It measures the time from the start of
// the process until the function's code is loaded, as AWS does, and sends it to the X-Ray daemon as an Initialization
// subsegment.

/** The diagnostics channel on which Node.js publishes each module that it has loaded. */
const LOADED_MODULES = "tracing:module.require:end";

interface LoadedModule {
  readonly id: string;
}

function onLoaded(message: unknown): void {
  const folder = process.env["LAMBDA_TASK_ROOT"];
  const { id } = message as LoadedModule;
  if (folder === undefined || !path.resolve(id).startsWith(path.resolve(folder))) return;
  unsubscribe(LOADED_MODULES, onLoaded);
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

subscribe(LOADED_MODULES, onLoaded);
