import { awsClients } from "../../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../../tools/local-provider/localAwsProvider.ts";
import type { Properties } from "../../../../tools/local-provider/properties.ts";

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

export const urn = (type: string, name = "thing"): string =>
  `urn:pulumi:dev::project::parent:index:Parent$${type}::${name}`;

/** Returns the code of a function in the engine's format. */
export const zip = (hash: string): Properties => ({ [SIGNATURE]: ARCHIVE, hash, path: "/bundle/function.zip" });

export const functionInputs = (more: Properties = {}): Properties => ({
  name: "app-dev",
  runtime: "nodejs24.x",
  handler: "index.handler",
  role: "arn:aws:iam::000000000000:role/app",
  code: zip("one"),
  loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/app-dev" },
  ...more,
});

/** Creates a provider whose endpoint is a closed port, for tests that make no AWS calls. */
export const unreachableProvider = (): LocalAwsProvider =>
  new LocalAwsProvider(
    awsClients("http://127.0.0.1:1", "eu-west-1", { accessKeyId: "test", secretAccessKey: "test" }),
    "eu-west-1",
  );
