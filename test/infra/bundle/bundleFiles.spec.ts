import { decode, encode } from "@jridgewell/sourcemap-codec";
import { expect } from "chai";
import { trimSourceMap } from "../../../infra/bundle/bundleFiles.ts";

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
