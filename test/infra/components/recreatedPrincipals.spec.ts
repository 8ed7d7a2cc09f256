import { expect } from "chai";
import { comparePrincipals } from "../../../infra/components/recreatedPrincipals.ts";
import { recreationWarnings } from "../../../infra/components/recreationWarning.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { Decryptor, KeyPrincipal } from "../../../infra/policies/keyPolicy.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const iam = (rest: string, account = ACCOUNT.accountId) => `arn:aws:iam::${account}:${rest}`;
const admin = { arn: iam("user/admin"), uniqueId: "AIDA1" };
const ci = { arn: iam("role/ci/deployer"), uniqueId: "AROA1" };
const cd = { arn: iam("role/cd"), uniqueId: "AROA2" };
const operator = { arn: iam("user/operator"), uniqueId: "AIDA2" };
const foreign = { arn: iam("role/deployer", "111122223333") };
/** A function's role. */
const readerOf = (name: string, secrets: Decryptor["secrets"] = "all"): Decryptor => ({
  arn: iam(`role/app-dev_${name}-1234567`),
  uniqueId: `AROA${name.toUpperCase()}`,
  secrets,
});
const reader = readerOf("reader");

const policy = (administrators: readonly KeyPrincipal[], ...decryptors: readonly Decryptor[]): string =>
  JSON.stringify(
    keyPolicy(
      ACCOUNT,
      { environment: "dev", appName: "app" },
      { administrators, decryptors: decryptors.length > 0 ? decryptors : [reader] },
    ),
  );

const changes = (before: unknown, after: unknown) => comparePrincipals(before, after, ACCOUNT.accountId);
const recreate = <P extends Required<KeyPrincipal>>(principal: P): P => ({
  ...principal,
  uniqueId: `${principal.uniqueId}X`,
});

/** Returns a policy as KMS shows it: lists in a different order, and ids instead of the ARNs of deleted principals. */
const asKmsShows = (text: string, ...deleted: readonly Required<KeyPrincipal>[]): string =>
  JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key !== "AWS") return value;
    const shown = [value].flat().map((arn) => deleted.find((one) => one.arn === arn)?.uniqueId ?? arn);
    return shown.length === 1 ? shown[0] : shown.reverse();
  });

const administers = (principal: Required<KeyPrincipal>, deletedId: string, sameArn = true) => ({
  access: "administer",
  arn: principal.arn,
  deletedId,
  currentId: principal.uniqueId,
  sameArn,
});

describe("comparePrincipals", () => {
  it("reports a recreated role and a recreated user, each with both ids", () => {
    const before = policy([admin, ci, foreign, operator]);
    const after = policy([admin, recreate(ci), foreign, recreate(operator)]);
    expect(changes(before, after)).to.deep.equal({
      recreated: [administers(recreate(ci), "AROA1"), administers(recreate(operator), "AIDA2")],
      deletedIds: [],
    });
  });

  it("reports a recreated administrator whose position in the list changed at the same time", () => {
    const { recreated } = changes(policy([admin, ci, cd]), policy([admin, cd, operator, recreate(ci)])) ?? {};
    expect(recreated).to.deep.equal([administers(recreate(ci), "AROA1")]);
  });

  it("reports nothing when administrators are added, removed, reordered or replaced by others", () => {
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

  it("compares only adminUser when the previous policy has no other id, as in version 0.1.0", () => {
    const before = policy([admin, ci, operator])
      .replace("AdministerKeyAIDA1AndAROA1AndAIDA2", "AdministerKeyAIDA1")
      .replace("FunctionDecryptsAROAREADER", "FunctionDecrypts");
    expect(changes(before, policy([admin, ci, operator]))).to.deep.equal({ recreated: [], deletedIds: [] });
    expect(changes(before, policy([recreate(admin), ci, operator]))).to.deep.equal({
      recreated: [administers(recreate(admin), "AIDA1")],
      deletedIds: [],
    });
  });

  it("reports recreated administrators when KMS shows the ids of the deleted ones", () => {
    const before = asKmsShows(policy([admin, ci, foreign, operator, cd]), ci, cd);
    expect(changes(before, policy([admin, recreate(ci), foreign, operator, recreate(cd)]))).to.deep.equal({
      recreated: [administers(recreate(ci), "AROA1", false), administers(recreate(cd), "AROA2", false)],
      deletedIds: [],
    });
  });

  it("reports a recreated function role, whether KMS shows its ARN or its id", () => {
    const expected = { ...administers(recreate(reader), "AROAREADER"), access: "decrypt" };
    for (const before of [policy([admin]), asKmsShows(policy([admin]), reader)]) {
      expect(changes(before, policy([admin], recreate(reader)))).to.deep.equal({
        recreated: [expected],
        deletedIds: [],
      });
    }
  });

  it("reports nothing when Pulumi replaced the function's role with one of another name", () => {
    const other = { ...reader, arn: iam("role/app-dev_reader-7654321"), uniqueId: "AROAOTHER" };
    expect(changes(policy([admin]), policy([admin], other))).to.deep.equal({ recreated: [], deletedIds: [] });
    // The role was deleted outside Pulumi, so KMS shows its id, and a refresh made Pulumi create another one.
    expect(changes(asKmsShows(policy([admin]), reader), policy([admin], other))).to.deep.equal({
      recreated: [],
      deletedIds: [reader.uniqueId],
    });
  });

  describe("with the roles of three functions", () => {
    const [one, two, three] = [readerOf("one"), readerOf("two", ["appSecrets"]), readerOf("three", ["database"])];
    const decrypts = (principal: Decryptor, deletedId: string) => ({
      ...administers(principal, deletedId),
      access: "decrypt",
    });

    it("reports only the recreated one, whether KMS shows its ARN or its id", () => {
      const before = policy([admin], one, two, three);
      const after = policy([admin], one, recreate(two), three);
      for (const shown of [before, asKmsShows(before, two)]) {
        expect(changes(shown, after)).to.deep.equal({
          recreated: [decrypts(recreate(two), two.uniqueId)],
          deletedIds: [],
        });
      }
    });

    it("reports each of two recreated ones with its own ids, also when functions are reordered and added", () => {
      const before = policy([admin], one, two, three);
      const after = policy([admin], recreate(three), readerOf("four"), one, recreate(two));
      const expected = [decrypts(recreate(three), three.uniqueId), decrypts(recreate(two), two.uniqueId)];
      for (const shown of [before, asKmsShows(before, two, three), asKmsShows(before, three)]) {
        expect(changes(shown, after)).to.deep.equal({ recreated: expected, deletedIds: [] });
      }
    });

    it("reports nothing when functions are added, removed, reordered or read other secrets", () => {
      const before = policy([admin], one, two);
      for (const after of [[one, two, three], [one], [three], [two, one], [one, { ...two, secrets: ["other"] }]]) {
        expect(changes(before, policy([admin], ...after))).to.deep.equal({ recreated: [], deletedIds: [] });
      }
    });
  });

  it("reports other deleted principals once: from another account, or no longer in the list", () => {
    const gone = { ...foreign, uniqueId: "AROAFOREIGN" };
    const before = asKmsShows(policy([admin, ci, foreign]), gone, ci);
    expect(changes(before, policy([admin, foreign]))).to.deep.equal({
      recreated: [],
      deletedIds: ["AROAFOREIGN", "AROA1"],
    });
  });

  it("returns undefined when one of the two is not a policy", () => {
    const known = policy([admin]);
    for (const other of [undefined, {}, "", "not JSON", "[]", '{"Statement":1}']) {
      expect(changes(other, known)).to.equal(undefined);
      expect(changes(known, other)).to.equal(undefined);
    }
  });

  it("accepts a policy in a different form", () => {
    const before =
      '{"Statement":[{"Effect":"Allow","Principal":"*"},{"Sid":"AdministerKey","Principal":{"Service":"a"}}]}';
    expect(changes(before, policy([admin]))).to.deep.equal({ recreated: [], deletedIds: [] });
    const withoutDeny = '{"Statement":[{"Sid":"FunctionDecryptsAROAOLD","Principal":{"AWS":"AROAOLD"}}]}';
    expect(changes(withoutDeny, policy([admin]))).to.deep.equal({ recreated: [], deletedIds: ["AROAOLD"] });
  });
});

describe("recreationWarnings", () => {
  const URN = "urn:pulumi:dev::shared-secrets::component$aws:iam/role:Role::app-dev_reader";
  const roles = [{ arn: reader.arn, urn: URN }];
  const warnings = (before: string, after: string) =>
    recreationWarnings(changes(before, after) ?? expect.fail(), roles);

  it("states the principal, both ids and what the update does", () => {
    expect(warnings(policy([admin, ci]), policy([admin, recreate(ci)]))).to.deep.equal([
      `The role ${ci.arn} was deleted and recreated under the same name. KMS still has the deleted one (unique id AROA1), ` +
        "so the current one (AROA1X) cannot administer the key. " +
        "This update rewrites the key policy, which restores the current role's access.",
    ]);
  });

  it("states the deleted id when KMS no longer shows the ARN", () => {
    expect(
      warnings(asKmsShows(policy([admin, operator]), operator), policy([admin, recreate(operator)])),
    ).to.deep.equal([
      `KMS shows AIDA2 in the key policy, the unique id of a deleted user. In its place, the config names ${operator.arn} ` +
        "(unique id AIDA2X), which cannot administer the key. " +
        "This update rewrites the key policy, which restores the current user's access.",
    ]);
  });

  it("contains the command that replaces the function's role", () => {
    const [warning, ...others] = warnings(policy([admin]), policy([admin], recreate(reader)));
    expect(others).to.deep.equal([]);
    expect(warning)
      .to.include("so the current one (AROAREADERX) cannot decrypt the secrets of its function.")
      .and.include(`replace the role. Fix: \`pulumi up --replace '${URN}'\`.`);
  });

  it("contains only the command for the recreated one of three roles", () => {
    const all = [readerOf("one"), readerOf("two"), readerOf("three")] as const;
    const [one, two, three] = all;
    const found = changes(policy([admin], ...all), policy([admin], one, recreate(two), three)) ?? expect.fail();
    const urnOf = ({ arn }: Decryptor) => `urn:of:${arn}`;
    const texts = recreationWarnings(
      found,
      all.map((role) => ({ arn: role.arn, urn: urnOf(role) })),
    );
    expect(texts.length).to.equal(1);
    expect(texts[0])
      .to.include(`\`pulumi up --replace '${urnOf(two)}'\``)
      .and.not.include(urnOf(one))
      .and.not.include(urnOf(three));
  });

  it("warns about a deleted principal of another account", () => {
    const gone = { ...foreign, uniqueId: "AROAFOREIGN" };
    const [warning, ...others] = warnings(asKmsShows(policy([admin, foreign]), gone), policy([admin, foreign]));
    expect(others).to.deep.equal([]);
    expect(warning).to.match(
      /^KMS shows AROAFOREIGN in the key policy, the unique id of a deleted principal\. This update restores/,
    );
  });

  it("does not warn when an administrator is added", () => {
    expect(warnings(policy([admin]), policy([admin, ci]))).to.deep.equal([]);
  });
});
