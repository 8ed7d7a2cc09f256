import { expect } from "chai";
import { snapshotVersion } from "../../../../app/runtime/parameterStore/snapshotVersion.ts";
import { parameter } from "../../support/fakeParameterStore.ts";

const a = parameter("/dev/app/a", { x: 1 });
const b = parameter("/dev/app/b", { x: 1 });
const version = snapshotVersion([a, b]);

describe("snapshotVersion", () => {
  it("is twelve hex digits", () => {
    expect(version).to.match(/^[0-9a-f]{12}$/);
  });

  it("does not depend on the order of the parameters", () => {
    expect(snapshotVersion([b, a])).to.equal(version);
  });

  for (const [change, parameters] of Object.entries({
    "a parameter's version": [a, { ...b, Version: 2 }],
    "a parameter's modification date": [a, { ...b, LastModifiedDate: new Date(1_700_000_000_001) }],
    "a parameter's name": [a, { ...b, Name: "/dev/app/c" }],
    "a removed parameter": [a],
  })) {
    it(`changes with ${change}`, () => {
      expect(snapshotVersion(parameters)).not.to.equal(version);
    });
  }

  it("says nothing about the values", () => {
    expect(snapshotVersion([a, { ...b, Value: "another" }])).to.equal(version);
  });
});
