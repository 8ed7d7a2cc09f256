import { expect } from "chai";
import { configurationTable } from "../../../tools/docs/configurationTable.ts";

describe("configurationTable", () => {
  const row = (description: string, type = "string") =>
    configurationTable({ key: { type, description } }).split("\n")[2];

  it("has the key, the type, the default and the description of each declaration", () => {
    expect(
      configurationTable({ memorySize: { type: "integer", description: "Memory in MB. Default: 256." } }),
    ).to.equal(
      "| key | type | default | description |\n| --- | --- | --- | --- |\n| `memorySize` | integer | `256` | Memory in MB. |",
    );
  });

  it("shows values as code, and other defaults as text", () => {
    expect(row("A flag. Default: false.", "boolean")).to.equal("| `key` | boolean | `false` | A flag. |");
    expect(row("A name. Default: parameterStoreBlog.")).to.equal("| `key` | string | `parameterStoreBlog` | A name. |");
    expect(row("A segment. Default: the stack's name.")).to.equal("| `key` | string | the stack's name | A segment. |");
    expect(row("A list. 0: never. Default: none.", "array")).to.equal("| `key` | array | none | A list. 0: never. |");
  });

  it("shows a key without a default as required", () => {
    expect(row("A user. Required. Never root.")).to.equal("| `key` | string | required | A user. Never root. |");
  });
});
