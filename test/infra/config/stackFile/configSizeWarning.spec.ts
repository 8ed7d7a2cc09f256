import { spawnSync } from "node:child_process";
import { expect } from "chai";
import {
  engineConfig,
  LARGE_CONFIG_BYTES,
  MAX_CONFIG_BYTES,
} from "../../../../infra/config/stackFile/configSizeWarning.ts";
import { runValidProgram } from "../../../../tools/fakes/program.ts";
import { ANY_SECTIONS } from "../../../../tools/fakes/projectWithApp.ts";
import { PROJECT } from "../../../../tools/fakes/stackFiles.ts";
import { CANARY } from "../../support/canary.ts";
import { warningsOf } from "../../support/warnings.ts";

/** Returns sections of about 8 KB each, with this total size. */
function sections(bytes: number): Record<string, { value: string }> {
  const count = Math.ceil(bytes / 8000);
  const value = "x".repeat(Math.floor(bytes / count));
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, { value }]));
}

async function warningsWith(bytes: number): Promise<string> {
  const secrets = { large: { value: CANARY.repeat(100) } };
  const options = { app: ANY_SECTIONS, config: { [`${PROJECT}:parameters`]: sections(bytes) }, secrets };
  const { warnings } = await warningsOf(() => runValidProgram(options));
  return warnings.split("\n").find((line) => line.includes("bytes")) ?? "";
}

describe("engineConfig", () => {
  it("returns the same bytes as encoding/json of Go", () => {
    const text = '<a>&\u2028\u2029"\\\n\t\b\f\r\0\u001f\u007f é 😀 /';
    // The output of encoding/json.
    expect(engineConfig({ "ns:b": text, "ns:config:a": '{"x":"\\u003cb\\u003e"}', "aws:c": "1" })).to.equal(
      String.raw`{"aws:config:c":"1","ns:config:a":"{\"x\":\"\\u003cb\\u003e\"}","ns:config:b":"\u003ca\u003e\u0026\u2028` +
        String.raw`\u2029\"\\\n\t\b\f\r\u0000\u001f` +
        '\u007f é 😀 /"}',
    );
  });

  it("is limited by the size of an environment variable in Linux", function () {
    const start = (bytes: number) => spawnSync("true", [], { env: { PULUMI_CONFIG: "x".repeat(bytes) } }).error;
    expect(start(MAX_CONFIG_BYTES)).to.equal(undefined);
    expect(start(MAX_CONFIG_BYTES + 1))
      .to.be.an("error")
      .and.to.have.property("code", "E2BIG");
  });
});

describe("configSizeWarning", () => {
  it("warns about a large config, and reports its size, the limit, the largest sections and the fix", async () => {
    const warning = await warningsWith(LARGE_CONFIG_BYTES);
    const [, size = "0"] = /The config of this stack is (\d+) bytes long/.exec(warning) ?? [];
    expect(Number(size)).to.be.within(LARGE_CONFIG_BYTES, LARGE_CONFIG_BYTES + 5000);
    expect(warning).to.include(`Linux limits to ${MAX_CONFIG_BYTES} bytes. `).and.not.include(CANARY);
    expect(warning).to.match(/Move sections to a second stack with its own appName/);
    expect(warning).to.match(/Largest sections: parameters\.s\d+ \(7\d{3} bytes\), parameters\.s\d+ \(/);
  });

  it("includes the escapes of JSON in the size", async () => {
    const plain = engineConfig({ "p:a": "x".repeat(60_000) });
    const quoted = engineConfig({ "p:a": '"'.repeat(60_000) });
    expect(quoted.length - plain.length).to.equal(60_000);
    expect(await warningsWith(90_000)).to.equal("");
  });
});
