import { expect } from "chai";
import { replaceSection } from "../../../tools/docs/generatedSection.ts";

const DOCUMENT = "# Title\n\n<!-- generated: keys -->\n\nold\n\n<!-- end of keys -->\n\nText.\n";

describe("replaceSection", () => {
  it("replaces only the text between the comments of a name", () => {
    const expected = "# Title\n\n<!-- generated: keys -->\n\nnew\n\n<!-- end of keys -->\n\nText.\n";
    expect(replaceSection(DOCUMENT, "keys", "\nnew\n")).to.equal(expected);
    expect(replaceSection(expected, "keys", "new")).to.equal(expected);
  });

  const malformed = {
    "has no such section": DOCUMENT.replaceAll("keys", "others"),
    "has the section twice": DOCUMENT + DOCUMENT,
    "does not end the section": DOCUMENT.replace("<!-- end of keys -->", ""),
  };
  for (const [problem, document] of Object.entries(malformed)) {
    it(`rejects a document that ${problem}`, () => {
      expect(() => replaceSection(document, "keys", "new")).to.throw("<!-- generated: keys -->");
    });
  }
});
