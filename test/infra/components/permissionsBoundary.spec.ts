import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import { PROJECT } from "../../../tools/fakes/stackFiles.ts";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";

describe("permissionsBoundary", () => {
  const boundaries = async (config: Readonly<Record<string, unknown>>) => {
    const { resources } = await runProgram({ config: { [`${PROJECT}:refreshOnChange`]: true, ...config } });
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    return Object.fromEntries(roles.map(({ name, inputs }) => [name.split("_").at(-1), inputs["permissionsBoundary"]]));
  };

  it("is on the role of every function and of the recycler", async () => {
    expect(await boundaries({ [`${PROJECT}:permissionsBoundary`]: BOUNDARY })).to.deep.equal({
      viewer: BOUNDARY,
      notifier: BOUNDARY,
      recycler: BOUNDARY,
    });
  });

  it("is on no role by default", async () => {
    expect(Object.values(await boundaries({}))).to.deep.equal([undefined, undefined, undefined]);
  });
});
