import { expect } from "chai";
import { maskSecrets } from "../../app/runtime/configuration/maskSecrets.ts";
import { handler } from "../../app/viewer.ts";
import { createInvocation } from "../../tools/fakes/createInvocation.ts";
import { withEnvironment } from "./support/environment.ts";

type Configuration = Parameters<typeof handler.setUp>[0];

/** Returns the sections of the sample. `app/sections.ts` may declare more. */
function configuration(): Configuration {
  const sample: Partial<Configuration> = {
    appConfig: { url: "u", logLevel: "info", maxConnections: 1 },
    appSecrets: maskSecrets({ secretKey: "p" }),
    undeclared: JSON.parse('{"api":{"level":"info"},"__proto__":{"manual":true}}') as Configuration["undeclared"],
  };
  return sample as Configuration;
}

/** Returns the response as Lambda does: as JSON. */
async function respond(): Promise<string> {
  const app = await handler.setUp(configuration());
  const cache = { state: "hit", ageSeconds: 3, version: "abc" } as const;
  const invocation = createInvocation({ app, configuration: configuration() }, cache);
  return JSON.stringify(await handler.handle({}, invocation));
}

describe("the viewer", () => {
  withEnvironment({ REVEAL_SECRETS: undefined });

  it("has the name of its file", () => {
    expect(handler.name).to.equal("viewer");
  });

  it("masks the values of secret sections and shows plain and undeclared ones, with the state of the cache", async () => {
    expect(await respond()).to.equal(
      '{"sections":{"appConfig":{"url":"u","logLevel":"info","maxConnections":1},"appSecrets":{"secretKey":"********"},"api":{"level":"info"},' +
        '"__proto__":{"manual":true}},"version":"abc","cache":"hit","ageSeconds":3}',
    );
  });

  it('shows secret values only if REVEAL_SECRETS is "true"', async () => {
    for (const [value, secretKey] of [
      ["true", "p"],
      ["false", "********"],
      ["1", "********"],
      ["TRUE", "********"],
      ["", "********"],
    ] as const) {
      process.env["REVEAL_SECRETS"] = value;
      expect(await respond())
        .to.include(`"appSecrets":{"secretKey":"${secretKey}"}`)
        .and.to.include('"__proto__":{');
    }
  });
});
