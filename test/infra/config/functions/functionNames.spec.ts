import { expect } from "chai";
import {
  functionNameProblems,
  isFunctionName,
  nameLengthProblems,
} from "../../../../infra/config/functions/functionNames.ts";

describe("functionNameProblems", () => {
  it("accepts letters and digits that start with a lowercase letter", () => {
    expect(functionNameProblems(["a", "viewer", "sendMail2", "constructor", "config", "secrets"])).to.deep.equal([]);
  });

  for (const name of ["Viewer", "2nd", "send-mail", "send_mail", "", "é", "a b", "__proto__"]) {
    it(`rejects ${JSON.stringify(name)}`, () => {
      expect(isFunctionName(name)).to.be.false;
      expect(functionNameProblems([name])).to.deep.equal([
        {
          key: `app/functions.ts: ${name}`,
          rule: "must have a name of letters and digits that starts with a lowercase letter",
          fix: { byHand: "rename the function and its file" },
        },
      ]);
    });
  }

  for (const name of ["sections", "functions", "runtime", "recycler", "runTime"]) {
    it(`rejects the reserved name ${name}`, () => {
      const [problem, ...others] = functionNameProblems([name]);
      expect(others).to.deep.equal([]);
      expect(problem?.rule).to.equal("must have another name: sections, functions, runtime, recycler are reserved");
    });
  }

  it("rejects names that differ only in upper and lower case", () => {
    expect(functionNameProblems(["sendMail", "other", "sendmail"])).to.deep.equal([
      {
        key: "app/functions.ts: sendmail",
        rule: "must differ from sendMail in more than upper and lower case, which some file systems ignore",
        fix: { byHand: "rename one of the two functions and its file" },
      },
    ]);
  });
});

describe("nameLengthProblems", () => {
  const application = { environment: "dev", appName: "app" };
  const longest = "f".repeat(56 - "app-dev_".length);

  it("accepts a full name of 56 characters, and rejects one of 57", () => {
    expect(nameLengthProblems([longest, "g"], application)).to.deep.equal([]);
    expect(nameLengthProblems([`${longest}f`, "g"], application)).to.deep.equal([
      {
        key: `app/functions.ts: ${longest}f`,
        rule: `must have a shorter name: the function name app-dev_${longest}f has 57 characters, and at most 56 are possible`,
        fix: { byHand: "rename the function and its file, or set a shorter `appName`" },
      },
    ]);
  });

  it("returns nothing if the appName is too long for any name, which is a problem of its own", () => {
    expect(nameLengthProblems(["viewer"], { environment: "dev", appName: "a".repeat(51) })).to.deep.equal([]);
  });
});
