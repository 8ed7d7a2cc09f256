import { PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, CreateUserCommand, DeleteRoleCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import type { Properties } from "../../tools/local-provider/properties.ts";
import { ARCHIVE, functionInputs, SIGNATURE, urn } from "../tools/local-provider/support/unreachableProvider.ts";
import { failureOf } from "./support/engineSteps.ts";
import { useProviderAtEndpoint } from "./support/providerWithEmulator.ts";
import { kindExamples, pattern } from "./support/resourceExamples.ts";

const FUNCTION = urn("aws:lambda/function:Function");

describe("the local AWS provider at the endpoint", () => {
  const running = useProviderAtEndpoint();

  const checked = (of: string, news: Properties): Properties => {
    const { inputs, failures } = running().provider.check(of, {}, news);
    expect(failures).to.deep.equal([]);
    return inputs;
  };
  const functionOf = (more: Properties = {}): Properties => {
    const code = { [SIGNATURE]: ARCHIVE, hash: "one", path: running().zip };
    return checked(FUNCTION, functionInputs({ code, ...more }));
  };

  before(async () => {
    const { provider, aws } = running();
    await aws.events.send(new PutRuleCommand({ Name: "targeted", EventPattern: pattern("/") }));
    await provider.create(FUNCTION, functionOf({ name: "invoked" }));
  });

  /** Brings the live resource from one program to the next, as the engine does, and reads it back. */
  async function bring(of: string, id: string, state: Properties, news: Properties): Promise<Properties> {
    const { provider } = running();
    const inputs = checked(of, news);
    expect(provider.diff(of, state, inputs)).to.deep.include({ replaces: [] });
    const updated = await provider.update(of, id, state, inputs);
    // Seen from where it comes, all of the change is live.
    expect(provider.diff(of, (await provider.read(of, id, state)) ?? {}, inputs).changed).to.be.empty;
    expect(await provider.read(of, id, updated)).to.deep.equal(updated);
    return updated;
  }

  it("looks up a role and a user by name, with path and unique id, and another id once they are recreated", async () => {
    const { provider, aws } = running();
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
      failureOf(provider.invoke("aws:iam/getRole:getRole", { name: "found" })),
      failureOf(provider.invoke("aws:iam/getUser:getUser", { userName: "found" })),
    ]);
    for (const failure of failures) expect(failure).to.include("NoSuchEntity");
    const second = await create();
    const again = await lookUp();
    expect(again.role).to.include({ arn: first.role?.Arn, uniqueId: second.role?.RoleId });
    expect(again.user).to.include({ arn: first.user?.Arn, userId: second.user?.UserId });
    expect([second.role?.RoleId, second.user?.UserId]).not.to.include.members([first.role?.RoleId, first.user?.UserId]);
  });

  for (const [title, { type, inputs, updates, meddle, remove }] of Object.entries(kindExamples)) {
    describe(`keeps ${title}`, () => {
      const of = urn(type);
      let id: string;
      let state: Properties;
      let program = inputs;

      it("as the program wants it", async () => {
        const { provider } = running();
        const made = await provider.create(of, checked(of, program));
        ({ id } = made);
        state = made.outputs;
        expect(await provider.read(of, id, state)).to.deep.equal(state);
        for (const change of updates) {
          program = { ...program, ...change };
          state = await bring(of, id, state, program);
        }
      });

      it("and sees what others changed, which an update puts back", async () => {
        const { provider, aws } = running();
        const seen = await meddle(aws, id);
        const live = await provider.read(of, id, state);
        expect(live).to.deep.equal({ ...state, ...seen });
        const { changed, replaces } = provider.diff(of, live ?? {}, checked(of, program));
        expect(changed).to.have.members(Object.keys(seen).filter((key) => key !== "tagsAll"));
        if (replaces.length > 0) expect(replaces).to.deep.equal(changed);
        else state = await bring(of, id, live ?? {}, program);
      });

      it("sees that it is gone, and succeeds in deleting it then", async () => {
        const { provider, aws } = running();
        await remove(aws, id);
        expect(await provider.read(of, id, state)).to.equal(undefined);
        await provider.delete(of, id, state);
      });

      it("deletes it", async () => {
        const { provider } = running();
        const { id, outputs } = await provider.create(of, checked(of, inputs));
        await provider.delete(of, id, outputs);
        expect(await provider.read(of, id, outputs)).to.equal(undefined);
      });
    });
  }
});
