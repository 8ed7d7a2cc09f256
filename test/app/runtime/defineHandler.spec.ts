import { expect } from "chai";
import { handlersFor } from "../../../app/runtime/defineHandler.ts";

const defineHandler = handlersFor<object, { readonly greeter: { readonly reads: readonly [] } }>();

describe("defineHandler", () => {
  it("returns the name with the function of the short form", () => {
    const handle = () => "hello";
    expect(defineHandler("greeter", handle)).to.deep.equal({ name: "greeter", handle });
  });

  it("returns the name with setUp and handle, and calls neither", () => {
    const fail = () => {
      throw new Error("called");
    };
    const definition = { setUp: fail, handle: fail };
    expect(defineHandler("greeter", definition)).to.deep.equal({ name: "greeter", ...definition });
  });
});
