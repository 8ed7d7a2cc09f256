import { expect } from "chai";
import type { Cell } from "../../../tools/access/matrix.ts";
import type { PrincipalName } from "../../../tools/access/principals.ts";
import { judged } from "./support/judged.ts";

describe("the post's policies, beside these", () => {
  let here: readonly Cell[] = [];
  let post: readonly Cell[] = [];

  before(async function () {
    this.timeout(60_000);
    ({ here, post } = await judged("dev"));
  });

  const allowed = (cells: readonly Cell[], who: PrincipalName, action: string) =>
    cells
      .filter((cell) => cell.who === who && cell.question.action === action && cell.verdict === "allowed")
      .map(({ question }) => question.place)
      .join("");

  it("let the administrator make a grant, and with it decrypt", () => {
    expect(allowed(post, "admin", "kms:CreateGrant")).to.equal("dcpsev");
    expect(allowed(here, "admin", "kms:CreateGrant")).to.equal("");
  });

  it("let the function encrypt, and decrypt past Parameter Store", () => {
    expect(allowed(post, "function", "kms:Encrypt")).to.equal("dcpsev");
    expect(allowed(post, "function", "kms:Decrypt")).to.equal("dcpsev");
    expect(allowed(here, "function", "kms:Encrypt")).to.equal("");
    expect(allowed(here, "function", "kms:Decrypt")).to.equal("p");
  });

  it("let the function read a sibling application's parameters", () => {
    expect(allowed(post, "function", "ssm:GetParametersByPath")).to.equal("obs");
    expect(allowed(here, "function", "ssm:GetParametersByPath")).to.equal("o");
  });

  it("let the function write every log group", () => {
    expect(allowed(post, "function", "logs:PutLogEvents")).to.equal("orse");
    expect(allowed(here, "function", "logs:PutLogEvents")).to.equal("o");
  });

  it("say nothing that would stop a later statement from opening the key", () => {
    expect(post.filter(({ verdict }) => verdict === "forbidden")).to.deep.equal([]);
  });
});
