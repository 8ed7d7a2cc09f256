import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { createStack, lastChanges } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const PLAIN = 'Hello {{name}}, {{{html}}} \\{{ "{{"';
const SECRET = "{{ secrets.first }}{{/each}}";

describeEndToEnd("a value with double braces", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "braces", {
      plain: { revealSecrets: "true", "parameters.mail.greeting": PLAIN },
      secrets: { "secrets.templates.body": SECRET },
    });
    await stack.stack.up();
  });

  it("is returned unchanged by the function", async () => {
    const { sections } = await invokeStack(run(), stack);
    expect(sections["mail"]).to.deep.equal({ greeting: PLAIN });
    expect(sections["templates"]).to.deep.equal({ body: SECRET });
  });

  it("is stored without double braces, which Parameter Store rejects", async () => {
    const input = { Path: stack.path, WithDecryption: true };
    const { Parameters = [] } = await createClients(run()).ssm.send(new GetParametersByPathCommand(input));
    expect(Parameters.map(({ Name }) => Name)).to.include.members([`${stack.path}/mail`, `${stack.path}/templates`]);
    for (const { Value } of Parameters) expect(Value).not.to.include("{{");
  });

  it("causes no change in the next `pulumi up`", async () => {
    await stack.stack.up();
    expect(await lastChanges(stack)).to.have.all.keys("same");
  });
});
