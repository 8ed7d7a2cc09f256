import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { functions } from "../../../app/functions.ts";
import { sampleProject } from "../../../tools/fakes/sampleProject.ts";
import { CliError } from "../../../tools/lib/cliError.ts";
import { demonstratedFunctions, eventFileOf } from "../../../tools/local/demo/demonstratedFunctions.ts";

describe("demonstratedFunctions", () => {
  let app: string;

  before(() => {
    app = mkdtempSync(path.join(tmpdir(), "app-"));
    writeFileSync(path.join(app, "mailer.event.json"), '{ "to": "Ada" }');
    writeFileSync(path.join(app, "broken.event.json"), "{ to }");
  });

  after(() => {
    rmSync(app, { recursive: true });
  });

  it("returns all functions of app/functions.ts by default", () => {
    expect(demonstratedFunctions().map(({ name }) => name)).to.deep.equal(Object.keys(functions));
  });

  it("returns the functions of the sample, viewer with an empty event and notifier with its own", () => {
    const sample = path.join(sampleProject(), "app");
    expect(demonstratedFunctions(undefined, ["viewer", "notifier"], sample)).to.deep.equal([
      { name: "viewer", event: {} },
      { name: "notifier", event: { name: "Ada" } },
    ]);
    expect(demonstratedFunctions(["viewer"], ["viewer", "notifier"], sample)).to.have.length(1);
  });

  it("reads the event of a function from its file", () => {
    expect(demonstratedFunctions(undefined, ["mailer", "auditor"], app)).to.deep.equal([
      { name: "mailer", event: { to: "Ada" } },
      { name: "auditor", event: {} },
    ]);
    expect(eventFileOf("mailer", app)).to.equal(path.join(app, "mailer.event.json"));
    expect(eventFileOf("auditor", app)).to.equal(undefined);
  });

  it("rejects an event that is not JSON, and names the file", () => {
    expect(() => demonstratedFunctions(undefined, ["broken"], app)).to.throw(
      CliError,
      /broken\.event\.json must be JSON: .* Fix: correct the file, or delete it for an empty event\.$/,
    );
    expect(demonstratedFunctions(["mailer"], ["broken", "mailer"], app)).to.have.length(1);
  });

  it("rejects a function that does not exist", () => {
    expect(() => demonstratedFunctions(["mail"], ["mailer", "auditor"], app)).to.throw(
      CliError,
      "--function must be one of: mailer, auditor (got mail).",
    );
  });
});
