import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { functionBundle, trimSourceMap, zipFiles } from "../../../infra/bundle/functionBundle.ts";
import type { SourceMap } from "../../../infra/bundle/functionBundle.ts";
import { ROOT } from "../../../tools/lib/paths.ts";

const fileOf = async (archive: pulumi.asset.FileArchive): Promise<string> => await archive.path;

const LIMIT_BYTES = 95 * 1000;

for (const entry of ["viewer", "recycler"] as const) {
  describe(`the bundle of ${entry}`, () => {
    let file: string;
    let zip: Buffer;
    let files: Record<string, Uint8Array>;
    const textOf = (name: string) => Buffer.from(files[name] ?? []).toString();

    before(async () => {
      file = await fileOf(functionBundle(ROOT, entry));
      zip = readFileSync(file);
      files = unzipSync(zip);
    });

    it("is a zip file in .bundle that is named after the hash of its content", () => {
      const hash = createHash("sha256").update(zip).digest("hex").slice(0, 16);
      expect(file).to.equal(path.join(ROOT, ".bundle", `${hash}.zip`));
      expect(path.isAbsolute(file)).to.be.true;
    });

    it("contains only the code and its source map", () => {
      expect(Object.keys(files)).to.deep.equal(["index.js", "index.js.map"]);
    });

    it(`is at most ${LIMIT_BYTES / 1000} KB zipped`, () => {
      expect(zip.length).to.be.at.most(LIMIT_BYTES);
    });

    it("has the same bytes when it is built again", async () => {
      const again = await fileOf(functionBundle(ROOT, entry));
      expect(again).to.equal(file);
      expect(readFileSync(again).equals(zip)).to.be.true;
    });

    for (const TZ of ["Pacific/Kiritimati", "America/Los_Angeles"]) {
      it(`has the same bytes when another process builds it in another folder and in time zone ${TZ}`, () => {
        const code = `
        import { functionBundle } from ${JSON.stringify(path.join(ROOT, "infra/bundle/functionBundle.ts"))};
        console.log(await functionBundle(${JSON.stringify(ROOT)}, "${entry}").path);`;
        const options = { cwd: tmpdir(), env: { ...process.env, TZ }, encoding: "utf8" } as const;
        const made = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", code], options);
        expect(made.trim()).to.equal(file);
        expect(readFileSync(file).equals(zip)).to.be.true;
      });
    }

    it("contains no folder name of this machine", () => {
      for (const text of [textOf("index.js"), textOf("index.js.map"), zip.toString("latin1")]) {
        expect(text).not.to.include(ROOT).and.not.to.include(tmpdir());
        expect(text).not.to.match(/\/home\/|\/Users\/|file:\/\/\//);
      }
    });

    it("maps only the lines of the project's own files, and contains no source", () => {
      const map = JSON.parse(textOf("index.js.map")) as SourceMap;
      expect(map.sources.some((source) => source.endsWith(`/${entry}.ts`))).to.be.true;
      for (const source of map.sources) expect(source).to.match(/^(app|infra\/bundle\/stubs)\/[\w/]+\.ts$/);
      expect(Object.keys(map).sort()).to.deep.equal(["mappings", "names", "sources", "version"]);
    });

    it("contains neither Pulumi nor a credential source other than Lambda's environment", () => {
      expect(textOf("index.js")).not.to.match(/pulumi/i);
      expect(textOf("index.js")).not.to.match(/credential_process|AssumeRoleWithWebIdentity|sso_start_url/);
    });

    it("exports the handler when it is loaded", () => {
      const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
      const before = { ...process.env };
      Object.assign(process.env, { FUNCTION_NAME: "reader", PARAMETER_PATH: "/dev/app" }); // The recycler's module reads them.
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

describe("zipFiles", () => {
  const content = { "b.txt": Buffer.from("b"), "a.txt": Buffer.from("a") };

  it("returns the same bytes for any order of the files", () => {
    const { "a.txt": a, "b.txt": b } = content;
    expect(Buffer.from(zipFiles(content)).equals(zipFiles({ "a.txt": a, "b.txt": b }))).to.be.true;
  });

  it("contains every file", () => {
    expect(
      Object.fromEntries(
        Object.entries(unzipSync(zipFiles(content))).map(([name, data]) => [name, String.fromCharCode(...data)]),
      ),
    ).to.deep.equal({
      "a.txt": "a",
      "b.txt": "b",
    });
  });
});

describe("trimSourceMap", () => {
  const [packaged, own, other] = [0, 1, 2];
  const sources = ["node_modules/package/index.js", "app/own.ts", "app/other.ts"];
  const reduced = (...lines: Parameters<typeof encode>[0]) => {
    const map = trimSourceMap({ version: 3, sources, names: ["name"], mappings: encode(lines) });
    return { ...map, mappings: decode(map.mappings) };
  };

  it("keeps the project's sources and removes names", () => {
    expect(reduced([])).to.deep.include({ version: 3, sources: ["app/own.ts", "app/other.ts"], names: [] });
  });

  it("keeps the first position of each source line, without its column", () => {
    const { mappings } = reduced([
      [0, own, 4, 2],
      [5, own, 4, 9, 0],
      [9, own, 5, 1],
      [12, other, 5, 1],
      [20, own, 4, 0],
    ]);
    expect(mappings).to.deep.equal([
      [
        [0, 0, 4, 0],
        [9, 0, 5, 0],
        [12, 1, 5, 0],
        [20, 0, 4, 0],
      ],
    ]);
  });

  it("maps consecutive code of packages to one segment without a source", () => {
    const { mappings } = reduced([
      [0, packaged, 0, 0],
      [3, own, 1, 0],
      [6, packaged, 7, 0],
      [8, packaged, 8, 0],
      [10, own, 1, 0],
      [12],
    ]);
    expect(mappings).to.deep.equal([[[3, 0, 1, 0], [6], [10, 0, 1, 0], [12]]]);
  });

  it("keeps the generated lines separate", () => {
    expect(reduced([[0, own, 1, 0]], [], [[0, own, 1, 0]]).mappings).to.deep.equal([
      [[0, 0, 1, 0]],
      [],
      [[0, 0, 1, 0]],
    ]);
  });
});
