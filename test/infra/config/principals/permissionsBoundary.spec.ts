import { expect } from "chai";
import { boundaryProblems } from "../../../../infra/config/principals/permissionsBoundary.ts";

const account = { partition: "aws-cn", region: "cn-north-1", accountId: "111122223333" };
const fixOf = (arn: string) => boundaryProblems(arn, account, true).map(({ fix }) => fix);

describe("boundaryProblems", () => {
  it("accepts a policy of the account and a policy of AWS, in the account's partition", () => {
    for (const owner of ["111122223333", "aws"]) {
      expect(boundaryProblems(`arn:aws-cn:iam::${owner}:policy/app/boundary`, account, true)).to.deep.equal([]);
    }
  });

  it("suggests the same policy in the account, and a policy of AWS in the account's partition", () => {
    const set = "pulumi config set permissionsBoundary arn:aws-cn:iam::";
    expect(fixOf("arn:aws:iam::444455556666:policy/app/boundary")).to.deep.equal([
      `${set}111122223333:policy/app/boundary`,
    ]);
    expect(fixOf("arn:aws:iam::aws:policy/PowerUserAccess")).to.deep.equal([`${set}aws:policy/PowerUserAccess`]);
  });
});
