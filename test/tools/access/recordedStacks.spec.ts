import * as path from "node:path";
import { expect } from "chai";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import { recordedStacks } from "../../../tools/access/recordedStacks.ts";
import { appDeclaring, sharedProject } from "../../../tools/fakes/projectWithApp.ts";
import { warningsOf } from "../../infra/support/warnings.ts";

const SECTIONS = `
import * as z from "zod/mini";
import { plain, secret } from "./runtime/configuration/section.ts";
export const web = plain(z.object({ url: z.url() }));
export const rotated = secret(z.object({ code: z.string().check(z.regex(/^[A-F]{12}$/)) }), { managed: false });
`;

describe("recordedStacks", function () {
  this.timeout(60_000);

  it("runs the program of an app whose values and secrets it does not know, and leaves its schemas as they are", async () => {
    const project = sharedProject({ ...appDeclaring({ reader: { reads: ["rotated"] } }), "sections.ts": SECTIONS });
    const { result } = await warningsOf(() => recordedStacks(project));
    for (const { stack } of result) expect(stack.sections).to.deep.equal({ web: "plain", rotated: "secret" });
    const sections = (await import(path.join(project, "app/sections.ts"))) as Readonly<Record<string, Section>>;
    for (const { schema } of Object.values(sections)) expect(schema).to.have.property("~standard");
  });
});
