import { expect } from "chai";
import { sectionToChange } from "../../../tools/local/demo/pushDemo.ts";

describe("sectionToChange", () => {
  const [all, list] = [{ reads: "all" }, { reads: ["appConfig", "mail"] }] as const;
  const sections = ["appConfig", "appSecrets", "mail", "unused"];

  it("prefers a section that not all functions read, and a secret among those", () => {
    expect(sectionToChange([all, list], sections, ["appSecrets", "mail"])).to.equal("appSecrets");
    expect(sectionToChange([all, list], sections, ["mail"])).to.equal("appSecrets");
    expect(sectionToChange([{ reads: ["appConfig"] }, list], sections, ["mail"])).to.equal("mail");
  });

  it("prefers a secret among sections that all functions read", () => {
    expect(sectionToChange([all], sections, ["mail"])).to.equal("mail");
    expect(sectionToChange([all], sections, [])).to.equal("appConfig");
  });

  it("returns no section that no function reads", () => {
    expect(sectionToChange([list], ["unused", "mail"], ["unused"])).to.equal("mail");
    expect(sectionToChange([{ reads: [] }], sections, ["mail"])).to.equal(undefined);
    expect(sectionToChange([], sections, ["mail"])).to.equal(undefined);
  });
});
