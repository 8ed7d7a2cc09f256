import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand, DeleteAliasCommand } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { PreviewOptions, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { trustPolicy } from "../../infra/policies/functionPolicy.ts";
import { EMULATOR_ACCOUNT } from "../../tools/local/emulator.ts";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, EngineWarnings, expectFailure } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import * as principals from "./support/namedPrincipals.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const [ADMIN, ROLE, USER] = ["recreated-admin", "recreated-deployer", "recreated-operator"];

interface ExportedState {
  readonly resources: readonly { readonly urn: string }[];
}

describeEndToEnd("a stack with replaced or recreated principals", (run) => {
  let stack: TestStack;
  let caller: string;
  let admin: principals.NamedPrincipal;
  let role: principals.NamedPrincipal;
  let user: principals.NamedPrincipal;

  const keyPolicy = () => principals.liveKeyPolicy(run(), stack);
  const roleArn = async (): Promise<string> => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName });
    return (await createClients(run()).lambda.send(command)).Role ?? "";
  };
  const isRoleOfViewer = (urn: string) => urn.endsWith(`aws:iam/role:Role::${stack.functionName}`);
  const engine = async (command: "preview" | "up", options: PreviewOptions & UpOptions = {}) => {
    const [steps, warnings] = [new EngineSteps(), new EngineWarnings()];
    await stack.stack[command]({
      ...options,
      onEvent: (event) => {
        steps.record(event);
        warnings.record(event);
      },
    });
    return { steps: steps.byName, warnings: warnings.texts };
  };
  const recreated = (what: principals.NamedPrincipal, earlier: principals.NamedPrincipal, kind: string) =>
    `The ${kind} ${what.arn} was deleted and recreated under the same name. KMS still has the deleted one (unique id ` +
    `${earlier.id}), so the current one (${what.id}) cannot administer the key. ` +
    `This update rewrites the key policy, which restores the current ${kind}'s access.`;

  before(async () => {
    admin = await principals.createUser(run(), ADMIN);
    role = await principals.createRole(run(), ROLE);
    user = await principals.createUser(run(), USER);
    ({ Arn: caller = "" } = await createClients(run()).sts.send(new GetCallerIdentityCommand({})));
    stack = await createStack(run(), "principals", {
      plain: { adminUser: ADMIN, "keyAdministrators[0]": caller, revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": "kept" },
    });
  });

  it("reports the alias when another key already has it", async () => {
    const { kms } = createClients(run());
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: stack.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
    const message = await expectFailure(stack.stack.up());
    expect(message).to.match(/AlreadyExistsException.*alias\/parameterStoreBlog-principals already exists/);
  });

  it("warns that adminUser was recreated, and does not warn about added administrators", async () => {
    await createClients(run()).kms.send(new DeleteAliasCommand({ AliasName: stack.keyAlias }));
    const earlier = admin;
    admin = await principals.recreateUser(run(), ADMIN);
    await configure(stack, {
      plain: { "keyAdministrators[0]": role.arn, "keyAdministrators[1]": caller, "keyAdministrators[2]": user.arn },
    });

    const { steps, warnings } = await engine("up");
    // The key was created before the failure, with the id of the first user of that name.
    expect(steps).to.deep.include({ "secrets-alias": ["create"], "secrets-key": ["update"] });
    expect(warnings).to.deep.equal([recreated(admin, earlier, "user")]);
    expect(await keyPolicy()).to.include(`"AdministerKey${admin.id}And${role.id}And`);
    expect((await invokeStack(run(), stack)).sections["appSecrets"]).to.deep.equal({ secretKey: "kept" });
  });

  it("warns in a preview that a role of keyAdministrators was recreated", async () => {
    const earlier = role;
    role = await principals.recreateRole(run(), ROLE);
    expect(role.arn).to.equal(earlier.arn);

    const { steps, warnings } = await engine("preview");
    expect(steps).to.deep.equal({ "secrets-key": ["update"] });
    expect(warnings).to.deep.equal([recreated(role, earlier, "role")]);
  });

  it("restores the access of a recreated role and user in one update of the key policy, also after a refresh", async () => {
    const earlier = user;
    user = await principals.recreateUser(run(), USER);
    await principals.showDeleted(run(), stack, earlier);

    const { steps, warnings } = await engine("up", { refresh: true });
    expect(steps).to.deep.equal({ "secrets-key": ["update"] });
    expect(warnings.length).to.equal(2);
    expect(warnings[0]).to.include(`The role ${role.arn} was deleted and recreated`);
    expect(warnings[1]).to.equal(
      `KMS shows ${earlier.id} in the key policy, the unique id of a deleted user. In its place, the config names ${user.arn} ` +
        `(unique id ${user.id}), which cannot administer the key. ` +
        "This update rewrites the key policy, which restores the current user's access.",
    );
    const policy = await keyPolicy();
    for (const { arn, id } of [role, user]) expect(policy).to.include(arn).and.include(id);
    expect(policy).not.to.include(earlier.id);
  });

  it("shows in a refresh that the role of one function was recreated, and restores its access in the next `up`", async () => {
    const { iam } = createClients(run());
    const arn = await roleArn();
    const RoleName = arn.split("/").at(-1) ?? "";
    const { Role: earlier } = await iam.send(new GetRoleCommand({ RoleName }));
    for (const PolicyName of (await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? []) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await principals.showDeleted(run(), stack, { arn, id: earlier?.RoleId ?? "" });
    const { Role: present } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        Description: earlier?.Description,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy({ accountId: EMULATOR_ACCOUNT })),
      }),
    );

    const ids: unknown[] = [];
    await stack.stack.refresh({
      onEvent: ({ resOutputsEvent }) => {
        const { urn = "", old, new: read } = resOutputsEvent?.metadata ?? {};
        if (isRoleOfViewer(urn)) ids.push(old?.outputs["uniqueId"], read?.outputs["uniqueId"]);
      },
    });
    expect(ids).to.deep.equal([earlier?.RoleId, present?.RoleId]);

    const { steps, warnings } = await engine("up");
    expect(steps).to.deep.equal({ "viewer-policy": ["create"], "secrets-key": ["update"] });
    expect(warnings.length).to.equal(1);
    expect(warnings[0])
      .to.include(`The role ${arn} was deleted and recreated under the same name.`)
      .and.include(`(unique id ${earlier?.RoleId ?? ""}), so the current one (${present?.RoleId ?? ""}) cannot decrypt`)
      .and.include(`\`pulumi up --replace '${await roleUrn()}'\``);
    expect(await keyPolicy())
      .to.include(`FunctionDecrypts${present?.RoleId ?? ""}`)
      .and.not.include(earlier?.RoleId);
    expect((await invokeStack(run(), stack)).sections["appSecrets"]).to.deep.equal({ secretKey: "kept" });
  });

  const roleUrn = async (): Promise<string> => {
    const exported = (await stack.stack.exportStack()) as { deployment: ExportedState };
    return exported.deployment.resources.find(({ urn }) => isRoleOfViewer(urn))?.urn ?? "";
  };

  it("updates the key in the same `up`, without a warning, when the function's role is replaced", async () => {
    const { iam } = createClients(run());
    const earlier = await roleArn();
    const { steps, warnings } = await engine("up", { replace: [await roleUrn()] });
    expect(steps)
      .to.include.keys("viewer-policy")
      .and.deep.include({
        [stack.functionName]: ["create-replacement", "replace", "delete-replaced"],
        "secrets-key": ["update"],
        "viewer-function": ["update"],
      });
    expect(warnings).to.deep.equal([]);
    const later = await roleArn();
    expect(later).not.to.equal(earlier);
    expect(await keyPolicy())
      .to.include(later)
      .and.not.include(earlier);
    const nameOf = (arn: string) => arn.split("/").at(-1);
    await iam.send(new GetRoleCommand({ RoleName: nameOf(later) }));
    expect(await expectFailure(iam.send(new GetRoleCommand({ RoleName: nameOf(earlier) })))).to.match(
      /not found|cannot be found/,
    );
    expect((await invokeStack(run(), stack)).sections["appSecrets"]).to.deep.equal({ secretKey: "kept" });
  });
});
