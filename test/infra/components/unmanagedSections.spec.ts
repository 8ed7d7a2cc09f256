import { expect } from "chai";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { PLAIN_PARAMETER_TYPE, SECRET_PARAMETER_TYPE } from "../../../infra/storedSection.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { echoFile, functionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { warningsOf } from "../support/warnings.ts";

const PATH = "/dev/parameterStoreBlog";
const ROTATED_ARN = `arn:aws:ssm:eu-west-1:123456789012:parameter${PATH}/rotated`;

const APP = {
  "functions.ts": functionsFile('{ reader: { reads: ["rotated"] }, other: { reads: ["db"] } }'),
  "sections.ts": `
import * as z from "zod/mini";
import { secret } from "./runtime/configuration/section.ts";
export const rotated = secret(z.object({ password: z.string() }), { managed: false });
export const db = secret();
`,
  "reader.ts": echoFile("reader"),
  "other.ts": echoFile("other"),
};

describe("a secret that is written elsewhere", function () {
  this.timeout(60_000);
  let run: ProgramRun;

  before(async () => {
    const deployed = {
      "urn:pulumi:dev::shared-secrets::x::config-db": {
        type: SECRET_PARAMETER_TYPE,
        outputs: { name: `${PATH}/db`, managed: false },
      },
    };
    const { result } = await warningsOf(() =>
      runProgram({
        app: APP,
        secrets: { db: { key: "value" } },
        config: { "shared-secrets:parameters": {}, "shared-secrets:protect": true },
        deployed,
      }),
    );
    if (result.error !== undefined) throw result.error as Error;
    run = result;
  });

  const policyIn = (type: string, name: string) =>
    JSON.stringify((JSON.parse(String(only(run.resources, type, name).inputs["policy"])) as PolicyDocument).Statement);

  it("is a resource of the type of other secrets, without a value, a key and protection", () => {
    const { inputs, protect, aliasTypes, secretOutputs } = only(run.resources, SECRET_PARAMETER_TYPE, "config-rotated");
    const { __provider, ...others } = inputs;
    expect(__provider).to.equal(only(run.resources, SECRET_PARAMETER_TYPE, "config-db").inputs["__provider"]);
    expect(others).to.deep.equal({ name: `${PATH}/rotated`, managed: false });
    expect({ protect, aliasTypes }).to.deep.equal({ protect: false, aliasTypes: [PLAIN_PARAMETER_TYPE] });
    expect(secretOutputs).to.deep.equal([]);
  });

  it("is granted to the functions that read it, and to no others", () => {
    expect(policyIn("aws:iam/rolePolicy:RolePolicy", "reader-policy")).to.include(ROTATED_ARN);
    expect(policyIn("aws:iam/rolePolicy:RolePolicy", "other-policy")).not.to.include(ROTATED_ARN);
    expect(policyIn("aws:kms/key:Key", "secrets-key").split(ROTATED_ARN)).to.have.length(2);
  });

  it("is in the names of the stack's parameters", () => {
    expect(run.outputs["parameterNames"]).to.deep.equal([`${PATH}/db`, `${PATH}/rotated`]);
  });

  it("is overwritten like an adopted one when it is managed again", () => {
    const { inputs } = only(run.resources, SECRET_PARAMETER_TYPE, "config-db");
    expect(inputs)
      .to.deep.include({ name: `${PATH}/db`, adopt: true })
      .and.not.have.property("managed");
  });
});
