import { expect } from "chai";
import { principalChanges } from "../../../infra/components/recreatedPrincipals.ts";
import { recreationTexts } from "../../../infra/components/recreationWarning.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { KeyPrincipal } from "../../../infra/policies/keyPolicy.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const iam = (rest: string, account = ACCOUNT.accountId) => `arn:aws:iam::${account}:${rest}`;
const admin = { arn: iam("user/admin"), uniqueId: "AIDA1" };
const ci = { arn: iam("role/ci/deployer"), uniqueId: "AROA1" };
const cd = { arn: iam("role/cd"), uniqueId: "AROA2" };
const operator = { arn: iam("user/operator"), uniqueId: "AIDA2" };
const foreign = { arn: iam("role/deployer", "111122223333") };
const reader = { arn: iam("role/reader-1234567"), uniqueId: "AROAREADER" };

const policy = (administrators: readonly KeyPrincipal[], decryptor = reader): string =>
  JSON.stringify(keyPolicy(ACCOUNT, { environment: "dev", appName: "app" }, { administrators, decryptor }));

const changes = (before: unknown, after: unknown) => principalChanges(before, after, ACCOUNT.accountId);
const again = <P extends Required<KeyPrincipal>>(principal: P): P => ({
  ...principal,
  uniqueId: `${principal.uniqueId}X`,
});

/** As KMS shows a policy: lists in an order of its own, and ids where principals were deleted. */
const asKmsShows = (text: string, ...deleted: readonly Required<KeyPrincipal>[]): string =>
  JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key !== "AWS") return value;
    const shown = [value].flat().map((arn) => deleted.find((one) => one.arn === arn)?.uniqueId ?? arn);
    return shown.length === 1 ? shown[0] : shown.reverse();
  });

const administers = (principal: Required<KeyPrincipal>, earlierId: string, sameArn = true) => ({
  access: "administer",
  arn: principal.arn,
  earlierId,
  presentId: principal.uniqueId,
  sameArn,
});

describe("the comparison of two key policies", () => {
  it("finds a recreated role and user among the administrators, each with its ids", () => {
    const before = policy([admin, ci, foreign, operator]);
    const after = policy([admin, again(ci), foreign, again(operator)]);
    expect(changes(before, after)).to.deep.equal({
      recreated: [administers(again(ci), "AROA1"), administers(again(operator), "AIDA2")],
      deletedIds: [],
    });
  });

  it("finds a recreated administrator whose place in the list changed at the same time", () => {
    const { recreated } = changes(policy([admin, ci, cd]), policy([admin, cd, operator, again(ci)])) ?? {};
    expect(recreated).to.deep.equal([administers(again(ci), "AROA1")]);
  });

  it("finds nothing when administrators are added, removed, moved or replaced by others", () => {
    const before = policy([admin, ci, operator]);
    for (const after of [
      [admin, ci, operator, cd],
      [admin],
      [admin, operator, ci],
      [admin, cd, operator],
      [admin, foreign, ci],
    ]) {
      expect(changes(before, policy(after))).to.deep.equal({ recreated: [], deletedIds: [] });
    }
  });

  it("finds nothing when the earlier policy holds the id of adminUser only, as that of version 0.1.0 does", () => {
    const before = policy([admin, ci, operator])
      .replace("AdministerKeyAIDA1AndAROA1AndAIDA2", "AdministerKeyAIDA1")
      .replace("FunctionDecryptsAROAREADER", "FunctionDecrypts");
    expect(changes(before, policy([admin, ci, operator]))).to.deep.equal({ recreated: [], deletedIds: [] });
    expect(changes(before, policy([again(admin), ci, operator]))).to.deep.equal({
      recreated: [administers(again(admin), "AIDA1")],
      deletedIds: [],
    });
  });

  it("finds recreated administrators in a policy that KMS shows with the ids of the deleted ones", () => {
    const before = asKmsShows(policy([admin, ci, foreign, operator, cd]), ci, cd);
    expect(changes(before, policy([admin, again(ci), foreign, operator, again(cd)]))).to.deep.equal({
      recreated: [administers(again(ci), "AROA1", false), administers(again(cd), "AROA2", false)],
      deletedIds: [],
    });
  });

  it("finds the function's role when it was recreated, before and after KMS shows that", () => {
    const expected = { ...administers(again(reader), "AROAREADER"), access: "decrypt" };
    for (const before of [policy([admin]), asKmsShows(policy([admin]), reader)]) {
      expect(changes(before, policy([admin], again(reader)))).to.deep.equal({ recreated: [expected], deletedIds: [] });
    }
  });

  it("finds nothing when Pulumi replaced the function's role by one of another name", () => {
    const other = { arn: iam("role/reader-7654321"), uniqueId: "AROAOTHER" };
    expect(changes(policy([admin]), policy([admin], other))).to.deep.equal({ recreated: [], deletedIds: [] });
  });

  it("names the ids of other deleted principals once: of another account, or no longer in the list", () => {
    const gone = { ...foreign, uniqueId: "AROAFOREIGN" };
    const before = asKmsShows(policy([admin, ci, foreign]), gone, ci);
    expect(changes(before, policy([admin, foreign]))).to.deep.equal({
      recreated: [],
      deletedIds: ["AROAFOREIGN", "AROA1"],
    });
  });

  it("is not made with what is not a policy", () => {
    const known = policy([admin]);
    for (const other of [undefined, {}, "", "not JSON", "[]", '{"Statement":1}']) {
      expect(changes(other, known)).to.equal(undefined);
      expect(changes(known, other)).to.equal(undefined);
    }
  });

  it("survives a policy that somebody wrote in another form", () => {
    const before =
      '{"Statement":[{"Effect":"Allow","Principal":"*"},{"Sid":"AdministerKey","Principal":{"Service":"a"}}]}';
    expect(changes(before, policy([admin]))).to.deep.equal({ recreated: [], deletedIds: [] });
  });
});

describe("the warning of a recreated principal", () => {
  const URN = "urn:pulumi:dev::shared-secrets::component$aws:iam/role:Role::app-dev";
  const texts = (before: string, after: string) => recreationTexts(changes(before, after) ?? expect.fail(), URN);

  it("says who it is, both ids and what the update does", () => {
    expect(texts(policy([admin, ci]), policy([admin, again(ci)]))).to.deep.equal([
      `The role ${ci.arn} was deleted and recreated under the same name. KMS still had the deleted one (unique id AROA1), ` +
        "so the present one (AROA1X) could not administer the key. " +
        "This update writes the key policy again, so that the present role can.",
    ]);
  });

  it("names the deleted one if KMS no longer shows its ARN", () => {
    expect(texts(asKmsShows(policy([admin, operator]), operator), policy([admin, again(operator)]))).to.deep.equal([
      `The key policy still named AIDA2, a user that was deleted. In its place, the config names ${operator.arn} ` +
        "(unique id AIDA2X), which could not administer the key. " +
        "This update writes the key policy again, so that the present user can.",
    ]);
  });

  it("says for the function's role how to get around Lambda's own grant", () => {
    const [text, ...others] = texts(policy([admin]), policy([admin], again(reader)));
    expect(others).to.deep.equal([]);
    expect(text)
      .to.include("so the present one (AROAREADERX) could not decrypt the stack's secrets.")
      .and.include(`give the function a new role: \`pulumi up --replace '${URN}'\`.`);
  });

  it("is given for a deleted principal of another account", () => {
    const gone = { ...foreign, uniqueId: "AROAFOREIGN" };
    const [text, ...others] = texts(asKmsShows(policy([admin, foreign]), gone), policy([admin, foreign]));
    expect(others).to.deep.equal([]);
    expect(text).to.match(/^The key policy still named AROAFOREIGN, a principal that was deleted\. This update writes/);
  });

  it("is not given for anything else", () => {
    expect(texts(policy([admin]), policy([admin, ci]))).to.deep.equal([]);
  });
});
