import { expect } from "chai";
import { parameterChange } from "../../../../app/runtime/recycler/parameterChange.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";

const event = fakeChangeEvent({
  name: "/dev/parameterStoreBlog/appSecrets",
  operation: "Update",
  type: "SecureString",
  region: "eu-west-1",
  accountId: "111122223333",
  timeMs: Date.parse("2026-11-25T10:00:00.750Z"),
});

describe("parameterChange", () => {
  it("reads the event as AWS documents it", () => {
    expect(parameterChange(event)).to.deep.equal({
      name: "/dev/parameterStoreBlog/appSecrets",
      operation: "Update",
      timeMs: Date.parse("2026-11-25T10:00:00Z"),
    });
  });

  const broken: Readonly<Record<string, [event: unknown, missing: string]>> = {
    nothing: [undefined, "source aws.ssm, no a time, no detail.name, no detail.operation"],
    text: ["secret-text", "source aws.ssm"],
    "an event of another source": [{ ...event, source: "custom" }, "source aws.ssm."],
    "an event without a time": [{ ...event, time: undefined }, "a time."],
    "an event whose time is none": [{ ...event, time: "yesterday" }, "a time."],
    "an event without details": [{ ...event, detail: null }, "detail.name, no detail.operation."],
    "an event whose name is no text": [{ ...event, detail: { ...event.detail, name: 7 } }, "detail.name."],
  };
  for (const [what, [input, missing]] of Object.entries(broken)) {
    it(`refuses ${what}, and quotes nothing of it`, () => {
      expect(() => parameterChange(input))
        .to.throw(TypeError, `it has no ${missing}`)
        .with.property("message")
        .that.does.not.match(/secret-text|yesterday|custom/);
    });
  }
});
