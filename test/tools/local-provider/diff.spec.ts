import { expect } from "chai";
import { UNKNOWN } from "../../../tools/local-provider/properties.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";
import { functionInputs, unreachableProvider, urn, zip } from "./support/unreachableProvider.ts";

const ROLE = urn("aws:iam/role:Role");
const ROLE_POLICY = urn("aws:iam/rolePolicy:RolePolicy");
const PARAMETER = urn("aws:ssm/parameter:Parameter");
const FUNCTION = urn("aws:lambda/function:Function");
const PERMISSION = urn("aws:lambda/permission:Permission");

describe("diffs and previews of the local AWS provider", () => {
  const provider = unreachableProvider();

  describe("diff", () => {
    const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}';
    const reordered = '{ "Statement": [{ "Action": "sts:AssumeRole", "Effect": "Allow" }], "Version": "2012-10-17" }';
    const changes = (of: string, state: Properties, inputs: Properties) => {
      const { changed, replaces } = provider.diff(of, state, inputs);
      return { changed, replaces };
    };

    it("ignores the spelling of a policy", () => {
      const [state, inputs] = [{ assumeRolePolicy: trust }, { assumeRolePolicy: reordered }];
      expect(changes(ROLE, state, inputs)).to.deep.equal({ changed: [], replaces: [] });
    });

    it("reports a policy if a statement changed", () => {
      const [state, inputs] = [{ assumeRolePolicy: trust }, { assumeRolePolicy: trust.replace("Allow", "Deny") }];
      expect(changes(ROLE, state, inputs)).to.deep.equal({ changed: ["assumeRolePolicy"], replaces: [] });
    });

    it("compares the value of a parameter as text, although it is JSON", () => {
      const [state, inputs] = [{ insecureValue: '{"a":1}' }, { insecureValue: '{ "a": 1 }' }];
      expect(changes(PARAMETER, state, inputs).changed).to.deep.equal(["insecureValue"]);
    });

    it("compares archives by content", () => {
      const inputs = functionInputs();
      expect(changes(FUNCTION, { ...inputs, code: { ...zip("one"), path: "/elsewhere" } }, inputs).changed).to.be.empty;
      expect(changes(FUNCTION, { ...inputs, code: zip("two") }, inputs).changed).to.deep.equal(["code"]);
    });

    it("replaces a resource if its name changes", () => {
      const names = [{ name: "old" }, { name: "new" }] as const;
      const types = ["kms/alias:Alias", "cloudwatch/logGroup:LogGroup", "ssm/parameter:Parameter"];
      for (const type of ["iam/role:Role", "lambda/function:Function", ...types]) {
        expect(changes(urn(`aws:${type}`), ...names), type).to.deep.equal({ changed: ["name"], replaces: ["name"] });
      }
    });

    it("replaces an advanced parameter that becomes a standard one, but not vice versa", () => {
      const [advanced, standard] = [{ tier: "Advanced" }, { tier: "Standard" }];
      expect(changes(PARAMETER, advanced, standard).replaces).to.deep.equal(["tier"]);
      expect(changes(PARAMETER, standard, advanced).replaces).to.be.empty;
    });

    it("deletes a resource before its replacement only if its name is not generated", () => {
      const replacement = (name: string) => provider.diff(ROLE_POLICY, { name, role: "a" }, { name, role: "b" });
      expect(replacement("thing-0123abc")).to.deep.include({ replaces: ["role"], deleteBeforeReplace: false });
      expect(replacement("thing-fixed")).to.deep.include({ replaces: ["role"], deleteBeforeReplace: true });
    });

    it("treats the statement ID of a permission as its name", () => {
      const replacement = (statementId: string) =>
        provider.diff(PERMISSION, { statementId, sourceArn: "a" }, { statementId, sourceArn: "b" });
      expect(replacement("thing-0123abc")).to.deep.include({ replaces: ["sourceArn"], deleteBeforeReplace: false });
      expect(replacement("fixed")).to.deep.include({ replaces: ["sourceArn"], deleteBeforeReplace: true });
    });

    it("treats an omitted input and a missing live value as equal", () => {
      expect(changes(FUNCTION, functionInputs({ deadLetterConfig: null }), functionInputs()).changed).to.be.empty;
    });
  });

  describe("diff with ignoreChanges", () => {
    const variables = (environment: Properties): Properties =>
      functionInputs({ environment: { variables: environment } });
    const [state, inputs] = [variables({ NAME: "a", RECYCLED_AT: "now" }), variables({ NAME: "a" })];
    const changed = (before: Properties, after: Properties, ...ignored: string[]) =>
      provider.diff(FUNCTION, before, after, ignored).changed;
    const path = "environment.variables.RECYCLED_AT";

    it("ignores a value that was added, changed or removed outside Pulumi", () => {
      const other = variables({ NAME: "a", RECYCLED_AT: "then" });
      for (const [before, after] of [
        [state, inputs],
        [state, other],
        [inputs, state],
      ] as const) {
        expect(changed(before, after)).to.deep.equal(["environment"]);
        expect(changed(before, after, path)).to.be.empty;
      }
    });

    it("reports all other changes", () => {
      expect(changed(state, variables({ NAME: "b" }), path)).to.deep.equal(["environment"]);
      expect(changed(state, { ...inputs, memorySize: 512 }, path)).to.deep.equal(["memorySize"]);
      expect(changed(state, functionInputs({ environment: UNKNOWN }), path)).to.deep.equal(["environment"]);
    });

    it("can ignore a whole input, even one that replaces the resource", () => {
      const [before, after] = [functionInputs({ name: "old" }), functionInputs({ name: "new", timeout: 5 })];
      const { changed, replaces } = provider.diff(FUNCTION, before, after, ["name", "timeout"]);
      expect({ changed, replaces }).to.deep.equal({ changed: [], replaces: [] });
    });

    it("rejects paths with wildcards or quotes", () => {
      for (const path of ["environment.variables[*]", 'tags["a.b"]', "environment.*"]) {
        expect(() => changed(state, inputs, path)).to.throw(`does not support ignoreChanges of ${path}`);
      }
    });
  });

  describe("preview", () => {
    it("shows the inputs and tags of a new resource", () => {
      const inputs = { name: "thing", tags: { team: "a" } };
      expect(provider.previewCreate(ROLE, inputs)).to.deep.equal({ ...inputs, tagsAll: { team: "a" } });
    });

    it("keeps the outputs of an updated resource, except for those that the update changes", () => {
      const state = {
        ...functionInputs({ tags: {} }),
        arn: "arn",
        version: "$LATEST",
        codeSha256: "x",
        lastModified: "y",
      };
      const previewed = provider.previewUpdate(FUNCTION, state, functionInputs({ memorySize: 512, tags: {} }));
      expect(previewed).to.deep.include({ arn: "arn", version: "$LATEST", memorySize: 512 });
      expect(previewed).to.deep.include({ codeSha256: UNKNOWN, lastModified: UNKNOWN });
    });

    it("omits an input that the program has removed", () => {
      const inputs = functionInputs();
      expect(provider.previewUpdate(FUNCTION, { ...inputs, description: "old" }, inputs)).to.not.have.key(
        "description",
      );
    });
  });
});
