import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { waitForName } from "../../../infra/components/nameReuse.ts";

describe("a plain parameter that comes in the place of a secret", () => {
  const pausesMs: number[] = [];
  const pause = (ms: number) => {
    pausesMs.push(ms);
    return Promise.resolve();
  };
  const secret = { name: "/dev/app/one", secret: true };
  const withTags = (tags: object) => {
    pulumi.runtime.setAllConfig({ "aws:defaultTags": JSON.stringify({ tags }) });
  };
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("waits for the 30 seconds in which AWS does not accept its name with tags", async () => {
    withTags({ team: "blue" });
    const [hook, ...others] = waitForName(secret, pause).hooks?.beforeCreate ?? [];
    expect(others).to.deep.equal([]);
    await hook?.();
    expect(pausesMs).to.deep.equal([31_000]);
  });

  it("does not wait if it has no tags, was plain before or is new", () => {
    withTags({});
    expect(waitForName(secret, pause)).to.deep.equal({});
    withTags({ team: "blue" });
    expect(waitForName({ ...secret, secret: false }, pause)).to.deep.equal({});
    expect(waitForName(undefined, pause)).to.deep.equal({});
  });
});
