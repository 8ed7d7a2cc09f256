import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import * as path from "node:path";

// Preloaded into the processes in which the endpoint runs functions (`node --require`): measures what AWS's own
// Initialization subsegment would show, from the start of the process until the function's code is loaded, and sends it
// to where the X-Ray SDK sends its segments.

/** Where Node.js tells that a module was loaded. */
const LOADED = "tracing:module.require:end";

interface Required {
  readonly id: string;
}

function loaded(message: unknown): void {
  const folder = process.env["LAMBDA_TASK_ROOT"];
  const { id } = message as Required;
  if (folder === undefined || !path.resolve(id).startsWith(path.resolve(folder))) return;
  unsubscribe(LOADED, loaded);
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

subscribe(LOADED, loaded);
