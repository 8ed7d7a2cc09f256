import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Segment } from "../lib/segment.ts";

export interface XrayDaemon {
  /** `127.0.0.1:2000` */
  readonly address: string;
  /** Every segment document so far, in the order in which they came. */
  readonly segments: readonly Segment[];
  stop(): void;
}

/**
 * Stands for the X-Ray daemon that runs beside a function: it collects the segments that the X-Ray SDK sends.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const segments: Segment[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message) => {
    // A header line, then the document.
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

/** All calls of one AWS operation in a segment and below it. */
export function callsOf(operation: string, segment: Segment): Segment[] {
  const below = (segment.subsegments ?? []).flatMap((inner) => callsOf(operation, inner));
  return segment.aws?.operation === operation ? [segment, ...below] : below;
}
