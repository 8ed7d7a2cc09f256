import { expect } from "chai";
import { UNKNOWN } from "../../../tools/local-provider/properties.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";
import { functionInputs, unreachableProvider, urn, zip } from "./support/unreachableProvider.ts";

const ROLE = urn("aws:iam/role:Role");
const ROLE_POLICY = urn("aws:iam/rolePolicy:RolePolicy");
const PARAMETER = urn("aws:ssm/parameter:Parameter");
const FUNCTION = urn("aws:lambda/function:Function");
const PERMISSION = urn("aws:lambda/permission:Permission");

describe("the local AWS provider's foresight", () => {
  const provider = unreachableProvider();

  describe("differences", () => {
    const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}';
    const reordered = '{ "Statement": [{ "Action": "sts:AssumeRole", "Effect": "Allow" }], "Version": "2012-10-17" }';
    const changes = (of: string, state: Properties, inputs: Properties) => {
      const { changed, replaces } = provider.diff(of, state, inputs);
      return { changed, replaces };
    };

    it("are none between two spellings of the same policy", () => {
      const [state, inputs] = [{ assumeRolePolicy: trust }, { assumeRolePolicy: reordered }];
      expect(changes(ROLE, state, inputs)).to.deep.equal({ changed: [], replaces: [] });
    });

    it("name the policy when a statement changed", () => {
      const [state, inputs] = [{ assumeRolePolicy: trust }, { assumeRolePolicy: trust.replace("Allow", "Deny") }];
      expect(changes(ROLE, state, inputs)).to.deep.equal({ changed: ["assumeRolePolicy"], replaces: [] });
    });

    it("compare a parameter's value as text, though it is JSON", () => {
      const [state, inputs] = [{ insecureValue: '{"a":1}' }, { insecureValue: '{ "a": 1 }' }];
      expect(changes(PARAMETER, state, inputs).changed).to.deep.equal(["insecureValue"]);
    });

    it("compare archives by their content", () => {
      const inputs = functionInputs();
      expect(changes(FUNCTION, { ...inputs, code: { ...zip("one"), path: "/elsewhere" } }, inputs).changed).to.be.empty;
      expect(changes(FUNCTION, { ...inputs, code: zip("two") }, inputs).changed).to.deep.equal(["code"]);
    });

    it("replace a resource whose name changes", () => {
      const names = [{ name: "old" }, { name: "new" }] as const;
      const kinds = ["kms/alias:Alias", "cloudwatch/logGroup:LogGroup", "ssm/parameter:Parameter"];
      for (const kind of ["iam/role:Role", "lambda/function:Function", ...kinds]) {
        expect(changes(urn(`aws:${kind}`), ...names), kind).to.deep.equal({ changed: ["name"], replaces: ["name"] });
      }
    });

    it("replace an advanced parameter that is to be a standard one, and not the other way", () => {
      const [advanced, standard] = [{ tier: "Advanced" }, { tier: "Standard" }];
      expect(changes(PARAMETER, advanced, standard).replaces).to.deep.equal(["tier"]);
      expect(changes(PARAMETER, standard, advanced).replaces).to.be.empty;
    });

    it("let a replacement with a made-up name stand beside what it replaces, and no other", () => {
      const replacement = (name: string) => provider.diff(ROLE_POLICY, { name, role: "a" }, { name, role: "b" });
      expect(replacement("thing-0123abc")).to.deep.include({ replaces: ["role"], deleteBeforeReplace: false });
      expect(replacement("thing-fixed")).to.deep.include({ replaces: ["role"], deleteBeforeReplace: true });
    });

    it("take a permission by its statement's id, which a function has once", () => {
      const replacement = (statementId: string) =>
        provider.diff(PERMISSION, { statementId, sourceArn: "a" }, { statementId, sourceArn: "b" });
      expect(replacement("thing-0123abc")).to.deep.include({ replaces: ["sourceArn"], deleteBeforeReplace: false });
      expect(replacement("fixed")).to.deep.include({ replaces: ["sourceArn"], deleteBeforeReplace: true });
    });

    it("are none between an input that is left out and what AWS does not have", () => {
      expect(changes(FUNCTION, functionInputs({ deadLetterConfig: null }), functionInputs()).changed).to.be.empty;
    });
  });

  describe("differences that the program ignores", () => {
    const variables = (environment: Properties): Properties =>
      functionInputs({ environment: { variables: environment } });
    const [state, inputs] = [variables({ NAME: "a", RECYCLED_AT: "now" }), variables({ NAME: "a" })];
    const changed = (before: Properties, after: Properties, ...ignored: string[]) =>
      provider.diff(FUNCTION, before, after, ignored).changed;
    const path = "environment.variables.RECYCLED_AT";

    it("are none where somebody else wrote, changed or removed the value", () => {
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

    it("hide no other difference", () => {
      expect(changed(state, variables({ NAME: "b" }), path)).to.deep.equal(["environment"]);
      expect(changed(state, { ...inputs, memorySize: 512 }, path)).to.deep.equal(["memorySize"]);
      expect(changed(state, functionInputs({ environment: UNKNOWN }), path)).to.deep.equal(["environment"]);
    });

    it("may be a whole property, even one that replaces", () => {
      const [before, after] = [functionInputs({ name: "old" }), functionInputs({ name: "new", timeout: 5 })];
      const { changed, replaces } = provider.diff(FUNCTION, before, after, ["name", "timeout"]);
      expect({ changed, replaces }).to.deep.equal({ changed: [], replaces: [] });
    });

    it("are refused where the path is no plain one", () => {
      for (const path of ["environment.variables[*]", 'tags["a.b"]', "environment.*"]) {
        expect(() => changed(state, inputs, path)).to.throw(`does not serve ignoreChanges of ${path}`);
      }
    });
  });

  describe("previews", () => {
    it("show a new resource's inputs and tags", () => {
      const inputs = { name: "thing", tags: { team: "a" } };
      expect(provider.previewCreate(ROLE, inputs)).to.deep.equal({ ...inputs, tagsAll: { team: "a" } });
    });

    it("keep every output of an updated resource but those that the update moves", () => {
      const state = {
        ...functionInputs({ tags: {} }),
        arn: "arn",
        version: "$LATEST",
        codeSha256: "x",
        lastModified: "y",
      };
      const foreseen = provider.foreseeUpdate(FUNCTION, state, functionInputs({ memorySize: 512, tags: {} }));
      expect(foreseen).to.deep.include({ arn: "arn", version: "$LATEST", memorySize: 512 });
      expect(foreseen).to.deep.include({ codeSha256: UNKNOWN, lastModified: UNKNOWN });
    });

    it("drop an input that the program has taken back", () => {
      const inputs = functionInputs();
      expect(provider.foreseeUpdate(FUNCTION, { ...inputs, description: "old" }, inputs)).to.not.have.key(
        "description",
      );
    });
  });
});
