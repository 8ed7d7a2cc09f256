import { PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, CreateUserCommand, DeleteRoleCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import type { Properties } from "../../tools/local-provider/properties.ts";
import { ARCHIVE, functionInputs, SIGNATURE, urn } from "../tools/local-provider/support/unreachableProvider.ts";
import { expectFailure } from "./support/engineEvents.ts";
import { useProviderWithEmulator } from "./support/providerWithEmulator.ts";
import { createPattern, resourceExamples } from "./support/resourceExamples.ts";

const FUNCTION = urn("aws:lambda/function:Function");

describe("the local AWS provider with an emulator", () => {
  const context = useProviderWithEmulator();

  const checkInputs = (type: string, news: Properties): Properties => {
    const { inputs, failures } = context().provider.check(type, {}, news);
    expect(failures).to.deep.equal([]);
    return inputs;
  };
  const createFunctionInputs = (more: Properties = {}): Properties => {
    const code = { [SIGNATURE]: ARCHIVE, hash: "one", path: context().zip };
    return checkInputs(FUNCTION, functionInputs({ code, ...more }));
  };

  before(async () => {
    const { provider, aws } = context();
    await aws.events.send(new PutRuleCommand({ Name: "targeted", EventPattern: createPattern("/") }));
    await provider.create(FUNCTION, createFunctionInputs({ name: "invoked" }));
  });

  /** Updates a resource to new inputs, like the engine, and reads it back. */
  async function update(type: string, id: string, state: Properties, news: Properties): Promise<Properties> {
    const { provider } = context();
    const inputs = checkInputs(type, news);
    expect(provider.diff(type, state, inputs)).to.deep.include({ replaces: [] });
    const updated = await provider.update(type, id, state, inputs);
    // The old state, once read again, has no diff: the whole change is live.
    expect(provider.diff(type, (await provider.read(type, id, state)) ?? {}, inputs).changed).to.be.empty;
    expect(await provider.read(type, id, updated)).to.deep.equal(updated);
    return updated;
  }

  it("looks up a role and a user by name, with path and unique ID, and a new ID after they are recreated", async () => {
    const { provider, aws } = context();
    const role = { RoleName: "found", Path: "/ci/", AssumeRolePolicyDocument: "{}" };
    const user = { UserName: "found", Path: "/ops/" };
    const lookUp = async () => ({
      role: await provider.invoke("aws:iam/getRole:getRole", { name: "found" }),
      user: await provider.invoke("aws:iam/getUser:getUser", { userName: "found" }),
    });
    const create = async () => ({
      role: (await aws.iam.send(new CreateRoleCommand(role))).Role,
      user: (await aws.iam.send(new CreateUserCommand(user))).User,
    });

    const first = await create();
    const found = await lookUp();
    expect(found.role).to.include({ name: "found", path: "/ci/", arn: first.role?.Arn, uniqueId: first.role?.RoleId });
    expect(found.user).to.include({ path: "/ops/", arn: first.user?.Arn, userId: first.user?.UserId });

    await aws.iam.send(new DeleteRoleCommand(role));
    await aws.iam.send(new DeleteUserCommand(user));
    const failures = await Promise.all([
      expectFailure(provider.invoke("aws:iam/getRole:getRole", { name: "found" })),
      expectFailure(provider.invoke("aws:iam/getUser:getUser", { userName: "found" })),
    ]);
    for (const failure of failures) expect(failure).to.include("NoSuchEntity");
    const second = await create();
    const recreated = await lookUp();
    expect(recreated.role).to.include({ arn: first.role?.Arn, uniqueId: second.role?.RoleId });
    expect(recreated.user).to.include({ arn: first.user?.Arn, userId: second.user?.UserId });
    expect([second.role?.RoleId, second.user?.UserId]).not.to.include.members([first.role?.RoleId, first.user?.UserId]);
  });

  for (const [resource, { type, inputs, updates, changeLive, deleteLive }] of Object.entries(resourceExamples)) {
    describe(`the local AWS provider and ${resource}`, () => {
      const resourceUrn = urn(type);
      let id: string;
      let state: Properties;
      let program = inputs;

      it(`creates and updates ${resource}`, async () => {
        const { provider } = context();
        const created = await provider.create(resourceUrn, checkInputs(resourceUrn, program));
        ({ id } = created);
        state = created.outputs;
        expect(await provider.read(resourceUrn, id, state)).to.deep.equal(state);
        for (const change of updates) {
          program = { ...program, ...change };
          state = await update(resourceUrn, id, state, program);
        }
      });

      it(`reads outside changes to ${resource}, and reverts them with an update`, async () => {
        const { provider, aws } = context();
        const outsideChanges = await changeLive(aws, id);
        const live = await provider.read(resourceUrn, id, state);
        expect(live).to.deep.equal({ ...state, ...outsideChanges });
        const { changed, replaces } = provider.diff(resourceUrn, live ?? {}, checkInputs(resourceUrn, program));
        expect(changed).to.have.members(Object.keys(outsideChanges).filter((key) => key !== "tagsAll"));
        if (replaces.length > 0) expect(replaces).to.deep.equal(changed);
        else state = await update(resourceUrn, id, live ?? {}, program);
      });

      it(`reads that ${resource} does not exist, and deletes it without an error`, async () => {
        const { provider, aws } = context();
        await deleteLive(aws, id);
        expect(await provider.read(resourceUrn, id, state)).to.equal(undefined);
        await provider.delete(resourceUrn, id, state);
      });

      it(`deletes ${resource}`, async () => {
        const { provider } = context();
        const { id, outputs } = await provider.create(resourceUrn, checkInputs(resourceUrn, inputs));
        await provider.delete(resourceUrn, id, outputs);
        expect(await provider.read(resourceUrn, id, outputs)).to.equal(undefined);
      });
    });
  }
});
