import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { handler } from "../../app/notifier.ts";
import { createInvocation } from "../../tools/fakes/createInvocation.ts";

describe("the notifier", () => {
  it("greets the name of its event, without AWS", async () => {
    expect(handler).to.have.property("name", "notifier");
    expect(handler).not.to.have.property("setUp");
    const appConfig = { url: "u", logLevel: "info", maxConnections: 1 } as const;
    const invocation = createInvocation({ app: undefined, configuration: { appConfig } });
    const response = await handler.handle({ name: "Ada" }, invocation);
    expect(response).to.deep.equal({ message: "Hello Ada", appConfig, cache: "miss" });
    expect(response.appConfig).to.equal(appConfig);
  });

  it("loads no module of the AWS SDK or the X-Ray SDK when it is imported", async () => {
    const root = join(import.meta.dirname, "../..");
    const script = `
      import { registerHooks } from "node:module";
      const urls = [];
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
      await import("./app/notifier.ts");
      console.log(JSON.stringify(urls));`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    const urls = JSON.parse(stdout) as string[];
    expect(
      urls.filter((url) => url.startsWith("file:")).map((url) => url.slice(`file://${root}/`.length)),
    ).to.deep.equal(["app/notifier.ts", "app/functions.ts", "app/runtime/defineHandler.ts"]);
    expect(urls.join("\n")).not.to.include("node_modules");
  });
});
