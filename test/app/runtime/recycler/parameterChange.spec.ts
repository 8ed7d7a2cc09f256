import { expect } from "chai";
import { parseParameterChange } from "../../../../app/runtime/recycler/parameterChange.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";

describe("parseParameterChange", () => {
  const event = fakeChangeEvent({
    name: "/dev/parameterStoreBlog/appSecrets",
    operation: "Update",
    type: "SecureString",
    region: "eu-west-1",
    accountId: "111122223333",
    timeMs: Date.parse("2026-11-25T10:00:00.750Z"),
  });

  it("parses the event as AWS documents it", () => {
    expect(parseParameterChange(event)).to.deep.equal({
      name: "/dev/parameterStoreBlog/appSecrets",
      operation: "Update",
      timeMs: Date.parse("2026-11-25T10:00:00Z"),
    });
  });

  const broken: Readonly<Record<string, [event: unknown, missing: string]>> = {
    undefined: [undefined, "source aws.ssm, time, detail.name, detail.operation."],
    "a text": ["secret-text", "source aws.ssm"],
    "an event from another source": [{ ...event, source: "custom" }, "source aws.ssm."],
    "an event without a time": [{ ...event, time: undefined }, "time."],
    "an event whose time is invalid": [{ ...event, time: "yesterday" }, "time."],
    "an event without details": [{ ...event, detail: null }, "detail.name, detail.operation."],
    "an event whose name is not a string": [{ ...event, detail: { ...event.detail, name: 7 } }, "detail.name."],
  };
  for (const [kind, [input, missing]] of Object.entries(broken)) {
    it(`rejects ${kind} without quoting it`, () => {
      expect(() => parseParameterChange(input))
        .to.throw(TypeError, `Missing: ${missing}`)
        .with.property("message")
        .that.does.not.match(/secret-text|yesterday|custom/);
    });
  }
});
