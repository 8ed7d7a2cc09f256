import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import { PROJECT } from "../../../tools/fakes/stackFiles.ts";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";

describe("permissionsBoundary", () => {
  // Other tests assert all inputs of the roles without it.
  it("is on the role of every function and of the recycler", async () => {
    const config = { [`${PROJECT}:refreshOnChange`]: true, [`${PROJECT}:permissionsBoundary`]: BOUNDARY };
    const { resources } = await runProgram({ config });
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    const boundaryOf = new Map<string, unknown>(
      roles.map(({ name, inputs }) => [name.slice(name.indexOf("_") + 1), inputs["permissionsBoundary"]]),
    );
    expect(Object.fromEntries(boundaryOf)).to.deep.equal({
      viewer: BOUNDARY,
      notifier: BOUNDARY,
      recycler: BOUNDARY,
    });
  });
});
