import { expect } from "chai";
import { recyclerEntry } from "../../../infra/bundle/functionEntry.ts";

describe("recyclerEntry", () => {
  it("passes what each function reads, without the functions that read nothing", () => {
    const { contents, client } = recyclerEntry([
      { name: "viewer", reads: "all" },
      { name: "worker", reads: [] },
      { name: "notifier", reads: ["appConfig"] },
    ]);
    expect(contents).to.include('startRecycler({"notifier":["appConfig"],"viewer":"all"})');
    expect(client).to.equal("@aws-sdk/client-lambda");
  });

  it("does not depend on the order of functions and sections, or on the stack", () => {
    const dev = { name: "billing", functionName: "app-dev_billing", reads: ["b", "a"] };
    const prod = { name: "billing", functionName: "app-prod_billing", reads: ["a", "b"] };
    const viewer = { name: "viewer", reads: "all" } as const;
    expect(recyclerEntry([viewer, prod])).to.deep.equal(recyclerEntry([dev, viewer]));
  });
});
