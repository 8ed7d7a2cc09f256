import { expect } from "chai";
import { Configuration } from "../../app/runtime/configuration/configuration.ts";
import { Section } from "../../app/runtime/configuration/section.ts";
import { Viewer } from "../../app/viewer.ts";

const app = new Viewer(
  new Configuration({
    path: "/dev/app",
    version: "abc",
    sections: [
      new Section({ name: "api", secret: false, values: { url: "u" } }),
      new Section({ name: "__proto__", secret: true, values: { password: "p" } }),
    ],
  }),
);

describe("Viewer", () => {
  it("masks the values of secret sections and shows plain ones", () => {
    expect(JSON.stringify(app.respond({ revealSecrets: false }))).to.equal(
      '{"sections":{"api":{"url":"u"},"__proto__":{"password":"********"}},"version":"abc"}',
    );
  });

  it("shows secret values if revealSecrets is true", () => {
    expect(JSON.stringify(app.respond({ revealSecrets: true }))).to.equal(
      '{"sections":{"api":{"url":"u"},"__proto__":{"password":"p"}},"version":"abc"}',
    );
  });
});
