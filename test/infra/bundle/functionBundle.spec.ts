import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { functionBundle, zipped } from "../../../infra/bundle/functionBundle.ts";
import type { SourceMap } from "../../../infra/bundle/sourceMapOfOwnLines.ts";
import { ROOT } from "../../../tools/lib/paths.ts";

const fileOf = async (archive: pulumi.asset.FileArchive): Promise<string> => await archive.path;

const LIMIT_BYTES = 95 * 1000;

for (const entry of ["viewer", "recycler"] as const) {
  describe(`the bundle of app/${entry}.ts`, () => {
    let file: string;
    let zip: Buffer;
    let files: Record<string, Uint8Array>;
    const textOf = (name: string) => Buffer.from(files[name] ?? []).toString();

    before(async () => {
      file = await fileOf(functionBundle(ROOT, entry));
      zip = readFileSync(file);
      files = unzipSync(zip);
    });

    it("is a zip file under .bundle, named after its content", () => {
      const hash = createHash("sha256").update(zip).digest("hex").slice(0, 16);
      expect(file).to.equal(path.join(ROOT, ".bundle", `${hash}.zip`));
      expect(path.isAbsolute(file)).to.be.true;
    });

    it("holds the code and its map, and nothing else", () => {
      expect(Object.keys(files)).to.deep.equal(["index.js", "index.js.map"]);
    });

    it("is small", () => {
      expect(zip.length).to.be.at.most(LIMIT_BYTES);
    });

    it("is made of the same bytes again", async () => {
      const again = await fileOf(functionBundle(ROOT, entry));
      expect(again).to.equal(file);
      expect(readFileSync(again).equals(zip)).to.be.true;
    });

    for (const TZ of ["Pacific/Kiritimati", "America/Los_Angeles"]) {
      it(`is made of the same bytes in another process, in another folder and in ${TZ}`, () => {
        const code = `
        import { functionBundle } from ${JSON.stringify(path.join(ROOT, "infra/bundle/functionBundle.ts"))};
        console.log(await functionBundle(${JSON.stringify(ROOT)}, "${entry}").path);`;
        const options = { cwd: tmpdir(), env: { ...process.env, TZ }, encoding: "utf8" } as const;
        const made = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", code], options);
        expect(made.trim()).to.equal(file);
        expect(readFileSync(file).equals(zip)).to.be.true;
      });
    }

    it("names no folder of this machine", () => {
      for (const text of [textOf("index.js"), textOf("index.js.map"), zip.toString("latin1")]) {
        expect(text).not.to.include(ROOT).and.not.to.include(tmpdir());
        expect(text).not.to.match(/\/home\/|\/Users\/|file:\/\/\//);
      }
    });

    it("maps lines of own files only, and carries no source", () => {
      const map = JSON.parse(textOf("index.js.map")) as SourceMap;
      expect(map.sources.some((source) => source.endsWith(`/${entry}.ts`))).to.be.true;
      for (const source of map.sources) expect(source).to.match(/^(app|infra\/bundle\/stubs)\/[\w/]+\.ts$/);
      expect(Object.keys(map).sort()).to.deep.equal(["mappings", "names", "sources", "version"]);
    });

    it("knows nothing of Pulumi, and of no way to find credentials but Lambda's", () => {
      expect(textOf("index.js")).not.to.match(/pulumi/i);
      expect(textOf("index.js")).not.to.match(/credential_process|AssumeRoleWithWebIdentity|sso_start_url/);
    });

    it("can be loaded, and exports the handler", () => {
      const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
      const before = { ...process.env };
      Object.assign(process.env, { FUNCTION_NAME: "reader", PARAMETER_PATH: "/dev/app" }); // read by the recycler's module
      try {
        const index = path.join(folder, "index.js");
        writeFileSync(index, files["index.js"] ?? "");
        const loaded = createRequire(import.meta.url)(index) as Record<string, unknown>;
        expect(loaded["handler"]).to.be.a("function");
      } finally {
        process.env = before;
        rmSync(folder, { recursive: true });
      }
    });
  });
}

describe("zipped", () => {
  const content = { "b.txt": Buffer.from("b"), "a.txt": Buffer.from("a") };

  it("gives the same bytes in any order of the files", () => {
    const { "a.txt": a, "b.txt": b } = content;
    expect(Buffer.from(zipped(content)).equals(zipped({ "a.txt": a, "b.txt": b }))).to.be.true;
  });

  it("keeps every file", () => {
    expect(
      Object.fromEntries(
        Object.entries(unzipSync(zipped(content))).map(([name, data]) => [name, String.fromCharCode(...data)]),
      ),
    ).to.deep.equal({
      "a.txt": "a",
      "b.txt": "b",
    });
  });
});
