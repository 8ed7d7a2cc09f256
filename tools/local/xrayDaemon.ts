import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Segment } from "../lib/segment.ts";

export interface XrayDaemon {
  /** The address, such as `127.0.0.1:2000`. */
  readonly address: string;
  /** All segment documents received so far, in order. */
  readonly segments: readonly Segment[];
  stop(): void;
}

/**
 * Starts a replacement for the X-Ray daemon. It collects the segments that the X-Ray SDK sends.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const segments: Segment[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message) => {
    // The message consists of a header line and the document.
    const [, document] = message.toString().split("\n");
    if (document !== undefined) segments.push(JSON.parse(document) as Segment);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    segments,
    stop: () => {
      socket.close();
    },
  };
}
