import { expect } from "chai";
import type { FunctionSettings as DeclaredSettings } from "../../../../app/runtime/defineHandler.ts";
import { functionSettings } from "../../../../infra/config/functions/functionSettings.ts";
import type { FunctionSettings } from "../../../../infra/config/functions/functionSettings.ts";

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** All settings, without what the two types spell differently. */
type Settings<T> = { readonly [Key in keyof T]-?: DeepReadonly<NonNullable<T[Key]>> };

type AreEqual<A, B> = [A, B] extends [B, A] ? true : false;

describe("functionSettings", () => {
  it("has the keys and types of the settings in app/functions.ts", () => {
    const keysAreEqual: AreEqual<keyof DeclaredSettings, keyof FunctionSettings> = true;
    const typesAreEqual: AreEqual<Settings<DeclaredSettings>, Settings<FunctionSettings>> = true;
    expect([keysAreEqual, typesAreEqual]).to.deep.equal([true, true]);
  });

  it("accepts the limits of every number, as a number and as text", () => {
    const limits = {
      memorySize: [128, 10_240],
      timeoutSeconds: [1, 900],
      reservedConcurrency: [0, 1000],
      ephemeralStorageMb: [512, 10_240],
    };
    for (const [setting, values] of Object.entries(limits)) {
      for (const value of values) {
        expect(functionSettings.parse({ [setting]: value })).to.deep.equal({ [setting]: value });
        expect(functionSettings.parse({ [setting]: String(value) })).to.deep.equal({ [setting]: value });
      }
    }
  });

  it("accepts true and false for loadDuringInit, as a boolean and as text", () => {
    for (const loadDuringInit of [true, false]) {
      expect(functionSettings.parse({ loadDuringInit })).to.deep.equal({ loadDuringInit });
      expect(functionSettings.parse({ loadDuringInit: String(loadDuringInit) })).to.deep.equal({ loadDuringInit });
    }
  });

  it("accepts both architectures, variables and permissions", () => {
    const permissions = [
      { actions: ["sqs:SendMessage", "dynamodb:Get*"], resources: ["arn:aws:sqs:eu-west-1:123456789012:queue", "*"] },
      { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/*"] },
    ];
    for (const architecture of ["arm64", "x86_64"] as const) {
      const settings = { architecture, environment: { LEVEL: "debug", a1: "" }, permissions };
      expect(functionSettings.parse(settings)).to.deep.equal(settings);
    }
  });

  it("accepts environment variables of 3,584 bytes as JSON, and rejects 3,585", () => {
    const environment = (bytes: number) => ({ BIG: "x".repeat(bytes - '{"BIG":""}'.length) });
    expect(functionSettings.safeParse({ environment: environment(3584) }).success).to.be.true;
    expect(functionSettings.safeParse({ environment: environment(3585) }).success).to.be.false;
  });
});
