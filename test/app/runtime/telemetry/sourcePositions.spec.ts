import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { buildSync } from "esbuild";
import { showSourcePositions } from "../../../../app/runtime/telemetry/sourcePositions.ts";

const SOURCE = `interface Padding { readonly lines: "make positions differ" }

export function fail(): never {
  throw new Error("outer", { cause: new TypeError("inner") });
}

export const later = async (): Promise<void> => {
  await Promise.resolve();
  fail();
};
`;

interface Bundle {
  readonly fail: () => never;
  readonly later: () => Promise<void>;
}

describe("showSourcePositions", () => {
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "source-positions-")));
    mkdirSync(join(directory, "app"));
    writeFileSync(join(directory, "app/broken.ts"), SOURCE);
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function bundle(sourcemap: boolean): Bundle {
    buildSync({
      entryPoints: [join(directory, "app/broken.ts")],
      absWorkingDir: directory,
      outfile: join(directory, "index.js"),
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      sourcemap,
      sourcesContent: false,
    });
    return createRequire(import.meta.url)(join(directory, "index.js")) as Bundle;
  }

  function errorOf(run: () => unknown): Error {
    try {
      run();
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error("nothing was thrown");
  }

  it("replaces positions in the bundle with lines of the source, also in the cause", () => {
    const error = errorOf(bundle(true).fail);
    expect(error.stack).to.include("index.js:1:");
    showSourcePositions(error);
    const [first, frame] = (error.stack ?? "").split("\n");
    expect(first).to.equal("Error: outer");
    expect(frame).to.match(/^ {4}at .*app\/broken\.ts:4\)?$/);
    expect(error.stack).not.to.include("index.js");
    expect((error.cause as Error).stack).to.match(/^TypeError: inner\n {4}at .*app\/broken\.ts:4\)?\n/);
  });

  it("replaces positions of asynchronous calls", async () => {
    const error = await bundle(true)
      .later()
      .catch((thrown: unknown) => thrown as Error);
    showSourcePositions(error);
    expect(error?.stack).to.include("app/broken.ts:4").and.to.include("app/broken.ts:9");
  });

  it("leaves the stack unchanged without a source map", () => {
    const error = errorOf(bundle(false).fail);
    const { stack } = error;
    showSourcePositions(error);
    expect(stack).to.include("index.js:1:");
    expect(error.stack).to.equal(stack);
  });

  it("leaves the stack unchanged if the source map is invalid", () => {
    const error = errorOf(bundle(true).fail);
    const { stack } = error;
    writeFileSync(join(directory, "index.js.map"), "not a map");
    showSourcePositions(error);
    expect(error.stack).to.equal(stack);
  });

  it("leaves the message and unmapped positions unchanged", () => {
    const { fail } = bundle(true);
    writeFileSync(
      join(directory, "index.js.map"),
      JSON.stringify({ version: 3, sources: [], names: [], mappings: "" }),
    );
    const error = errorOf(fail);
    error.stack = `Error: see ${directory}/index.js:1:1\n    at f (${directory}/index.js:1:9)`;
    const { stack } = error;
    showSourcePositions(error);
    expect(error.stack).to.equal(stack);
  });

  it("never throws, even for circular causes, a missing stack, a frozen error or a value that is not an error", () => {
    const circle = new Error("circle");
    circle.cause = circle;
    const bare = new Error("bare");
    Reflect.deleteProperty(bare, "stack");
    for (const thrown of [circle, bare, Object.freeze(new Error("frozen")), "text", undefined]) {
      expect(() => {
        showSourcePositions(thrown);
      }).not.to.throw();
    }
  });
});
