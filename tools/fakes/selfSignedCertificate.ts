import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A certificate and its private key, in PEM format. */
export interface CertificateAndKey {
  /** The certificate is its own authority, so a client needs to trust only this certificate. */
  readonly cert: string;
  readonly key: string;
}

const SEQUENCE = 0x30;

/**
 * Creates a certificate for host names and IPv4 addresses. Node.js cannot create certificates, and not every machine has
 * the `openssl` command.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function createSelfSignedCertificate(hosts: readonly string[]): CertificateAndKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = der(SEQUENCE, oid("2a8648ce3d040302"));
  const serial = randomBytes(8);
  const authority = Buffer.from(`A test's authority ${serial.toString("hex")}`);
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, oid("550403"), der(0x0c, authority))));
  const alternativeNames = der(SEQUENCE, ...hosts.map(alternativeName));
  const basicConstraints = der(SEQUENCE, boolean(true));
  const body = der(
    SEQUENCE,
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), serial])),
    ecdsaWithSha256,
    name,
    der(SEQUENCE, time(-60_000), time(3_600_000)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      der(
        SEQUENCE,
        der(SEQUENCE, oid("551d11"), der(0x04, alternativeNames)),
        der(SEQUENCE, oid("551d13"), boolean(true), der(0x04, basicConstraints)),
      ),
    ),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
  const certificate = der(SEQUENCE, body, ecdsaWithSha256, der(0x03, signature));
  const base64Lines = certificate.toString("base64").replace(/(.{64})/g, "$1\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64Lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Encodes a host name or IPv4 address as a subject alternative name. */
const alternativeName = (host: string): Buffer =>
  isIPv4(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host));

/** Encodes a tag, the length of the content, and the content in DER. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));

/** Encodes the time at an offset from now. */
const time = (offsetMs: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(Date.now() + offsetMs).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
