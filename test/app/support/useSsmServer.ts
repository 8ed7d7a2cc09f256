import { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import type { SsmResponse } from "../../../tools/fakes/ssmServer.ts";
import { withEnvironment } from "./environment.ts";

/**
 * Starts a fake Parameter Store before each test of the calling suite, for the SDK clients that the tests create, and stops it
 * afterwards. Returns a function that returns it.
 *
 * @param body the body of each response, unless a test sets `respond`
 */
export function useSsmServer(body: SsmResponse["body"] = {}): () => SsmServer {
  let server: SsmServer;

  withEnvironment({
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_SSM: undefined,
  });

  beforeEach(async () => {
    server = new SsmServer(() => ({ body }));
    process.env["AWS_ENDPOINT_URL_SSM"] = await server.start();
  });

  afterEach(() => {
    server.stop();
  });

  return () => server;
}
