import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { unzipSync } from "fflate";
import type { SourceMap } from "../../../infra/bundle/bundleFiles.ts";
import type * as FunctionBundle from "../../../infra/bundle/functionBundle.ts";
import { functionBundle, zipFiles } from "../../../infra/bundle/functionBundle.ts";
import { recyclerEntry, userFunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import type { FunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import { echoFile, functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import { copySampleProject } from "../../support/copySampleProject.ts";
import { runBundle } from "./support/runBundle.ts";

let sample: string;

before(() => {
  sample = copySampleProject();
});

after(() => {
  rmSync(sample, { recursive: true });
});

/** Bundles with the code of the copy, so that no path leads out of it. */
async function fileOf(entry: FunctionEntry): Promise<string> {
  const code = (await import(path.join(sample, "infra/bundle/functionBundle.ts"))) as typeof FunctionBundle;
  return (await code.functionBundle(sample, entry)).path;
}

interface Bundle {
  readonly name: string;
  readonly entry: FunctionEntry;
  readonly maxKilobytes: number;
  /** One of its source files. */
  readonly source: string;
}

const BUNDLES: readonly Bundle[] = [
  {
    name: "viewer",
    entry: userFunctionEntry({ name: "viewer", reads: "all", sections: ["appConfig", "appSecrets"] }),
    maxKilobytes: 103,
    source: "app/viewer.ts",
  },
  {
    name: "notifier",
    entry: userFunctionEntry({ name: "notifier", reads: ["appConfig"], sections: ["appConfig"] }),
    maxKilobytes: 103,
    source: "app/notifier.ts",
  },
  {
    name: "the recycler",
    entry: recyclerEntry([{ name: "viewer", reads: "all" }]),
    maxKilobytes: 77,
    source: "app/runtime/recycler/recycler.ts",
  },
];

for (const { name, entry, maxKilobytes, source } of BUNDLES) {
  describe(`the bundle of ${name}`, () => {
    let file: string;
    let zip: Buffer;
    let files: Record<string, Uint8Array>;
    const textOf = (one: string) => Buffer.from(files[one] ?? []).toString();

    before(async () => {
      file = await fileOf(entry);
      zip = readFileSync(file);
      files = unzipSync(zip);
    });

    it("is a zip file in .bundle that is named after the hash of its content", () => {
      const hash = createHash("sha256").update(zip).digest("hex").slice(0, 16);
      expect(file).to.equal(path.join(sample, ".bundle", `${hash}.zip`));
      expect(path.isAbsolute(file)).to.be.true;
    });

    it("contains only the code and its source map", () => {
      expect(Object.keys(files)).to.deep.equal(["index.mjs", "index.mjs.map"]);
    });

    it(`is at most ${maxKilobytes} KB zipped`, () => {
      expect(zip.length).to.be.at.most(maxKilobytes * 1000);
    });

    it("has the same bytes when it is built again", async () => {
      rmSync(file);
      expect(await fileOf(entry)).to.equal(file);
      expect(readFileSync(file).equals(zip)).to.be.true;
    });

    it("contains no folder name of this machine", () => {
      for (const text of [textOf("index.mjs"), textOf("index.mjs.map"), zip.toString("latin1")]) {
        expect(text).not.to.include(ROOT).and.not.to.include(tmpdir());
        expect(text).not.to.match(/\/home\/|\/Users\/|file:\/\/\//);
      }
    });

    it("maps only the lines of the project's own files, and contains no source", () => {
      const map = JSON.parse(textOf("index.mjs.map")) as SourceMap;
      expect(map.sources).to.include(source);
      for (const one of map.sources) expect(one).to.match(/^(entry|(app|infra\/bundle\/stubs)\/[\w/]+)\.ts$/);
      expect(Object.keys(map).sort()).to.deep.equal(["mappings", "names", "sources", "version"]);
    });

    it("contains neither Pulumi nor a credential source other than Lambda's environment", () => {
      expect(textOf("index.mjs")).not.to.include("@pulumi/");
      expect(textOf("index.mjs")).not.to.match(/credential_process|AssumeRoleWithWebIdentity|sso_start_url/);
    });

    it("is an ES module that exports only the handler", async () => {
      const exported = await runBundle(files, "return [Object.keys(bundle), typeof bundle.handler];");
      expect(exported).to.deep.equal([["handler"], "function"]);
    });
  });
}

describe("functionBundle", () => {
  for (const TZ of ["Pacific/Kiritimati", "America/Los_Angeles"]) {
    it(`returns the same files when another process builds them in another folder and in time zone ${TZ}`, async () => {
      const entries = BUNDLES.map(({ entry }) => entry);
      const expected = await Promise.all(entries.map(fileOf));
      const code = `
        import { functionBundle } from ${JSON.stringify(path.join(sample, "infra/bundle/functionBundle.ts"))};
        for (const entry of ${JSON.stringify(entries)}) {
          console.log(await (await functionBundle(${JSON.stringify(sample)}, entry)).path);
        }`;
      const options = { cwd: tmpdir(), env: { ...process.env, TZ }, encoding: "utf8" } as const;
      const output = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", code], options);
      expect(output.trim().split("\n")).to.deep.equal(expected);
    });
  }

  it("builds a bundle again if one of its files changed, or its zip file is missing", async () => {
    const project = projectWithApp({
      "functions.ts": functionsFile("{ reader: { reads: [] } }"),
      "sections.ts": sectionsFile({}),
      "reader.ts": echoFile("reader"),
    });
    try {
      const build = async () =>
        (await functionBundle(project, userFunctionEntry({ name: "reader", reads: [], sections: [] }))).path;
      const first = await build();
      rmSync(first);
      expect(await build()).to.equal(first);
      expect(existsSync(first)).to.be.true;
      appendFileSync(path.join(project, "app", "reader.ts"), "console.log('changed');");
      expect(await build()).not.to.equal(first);
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});

describe("an error of a bundle", () => {
  it("has a stack with positions in the source files", async () => {
    const [{ entry }] = BUNDLES as [Bundle];
    const files = unzipSync(readFileSync(await fileOf(entry)));
    const code = "return bundle.handler({}, context).catch(({ stack }) => stack);";
    const stack = await runBundle(files, code, { APP_CONFIG_PATH: "" });
    expect(stack)
      .to.match(/^ConfigurationError: The environment variable APP_CONFIG_PATH is missing/)
      .and.to.match(/app\/runtime\/settings\.ts:\d+/)
      .and.to.match(/app\/runtime\/createHandler\.ts:\d+/)
      .and.not.to.include("index.mjs");
  });
});

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
