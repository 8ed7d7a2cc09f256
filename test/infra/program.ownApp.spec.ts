import { expect } from "chai";
import { describeUnexpectedReads, evaluateReads } from "../../tools/access/readAccess.ts";
import { recordedStacks } from "../../tools/access/recordedStacks.ts";

/** All other tests run the sample or their own apps, because users replace what is in `app/`. */
describe("the functions in app/", function () {
  this.timeout(300_000);

  it("deploy, and read only the sections that they declare", async () => {
    for (const pair of await recordedStacks()) {
      expect(describeUnexpectedReads(await evaluateReads(pair)), pair.stack.name).to.deep.equal([]);
    }
  });
});
