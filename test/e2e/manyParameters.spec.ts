import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps } from "./support/engineEvents.ts";
import type { StackResponse } from "./support/invokeStack.ts";
import { projectWithReader } from "./support/projectWithReader.ts";
import { SsmProxy } from "./support/ssmProxy.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

/** A section that the app does not declare, so that it can be removed. */
const UNDECLARED = "section15";

/** Of so many parameters, the first write of one is throttled. */
const THROTTLED_EVERY = 3;

const SECTIONS = Array.from({ length: 30 }, (_, index) => `section${String(index).padStart(2, "0")}`);

describeEndToEnd("32 parameters and secrets with throttled writes", (run) => {
  let stack: TestStack;
  let proxy: SsmProxy;
  let throttled = 0;

  before(async () => {
    proxy = new SsmProxy(run());
    await proxy.start();
    const requested = new Set<string>();
    // By count, not by time: on a slow machine, no rate would be exceeded.
    proxy.onCall = ({ action, name }) => {
      if (action !== "PutParameter" || requested.has(name)) return "forward";
      requested.add(name);
      if (requested.size % THROTTLED_EVERY !== 0) return "forward";
      throttled += 1;
      return { error: "ThrottlingException" };
    };
    const values = (map: string, remainder: number) =>
      Object.fromEntries(
        SECTIONS.filter((_, index) => index % 2 === remainder).map((section) => [`${map}.${section}.key`, section]),
      );
    const declared = SECTIONS.map((section, index) => [section, index % 2 === 0 ? "plain" : "secret"] as const);
    const project = projectWithReader(Object.fromEntries(declared.filter(([section]) => section !== UNDECLARED)));
    const settings = { project, plain: values("parameters", 0), secrets: values("secrets", 1) };
    stack = await createStack(run(), "many", settings);
  });

  after(() => proxy.stop());

  const writes = () => proxy.forwarded.filter(({ action }) => action === "PutParameter").map(({ name }) => name);

  it("are written by one `up`, sequentially by name", async () => {
    await stack.stack.up({ parallel: 100 });
    const names = ["appConfig", "appSecrets", ...SECTIONS].map((section) => `${stack.path}/${section}`);
    expect(writes()).to.deep.equal(names);
    expect(proxy.maxConcurrentWrites).to.equal(1);
    expect(throttled).to.be.greaterThan(0);
    expect(Object.keys(await readParameters(run(), stack))).to.have.members(["appConfig", "appSecrets", ...SECTIONS]);
  });

  it("are read by path page after page, and by their names in batches", async () => {
    const sectionsOf = async (name: string) => {
      const { payload, loadCalls } = await invoke(run(), stack.functionNameOf(name));
      return {
        names: Object.keys((payload as StackResponse).sections),
        calls: loadCalls.map(({ operation }) => operation),
      };
    };
    const [byPath, byNames] = [await sectionsOf("viewer"), await sectionsOf("reader")];
    expect(byPath.names).to.have.members(["appConfig", "appSecrets", ...SECTIONS]);
    expect(byPath.calls).to.deep.equal(Array(4).fill("GetParametersByPath"));
    expect(byNames.names).to.have.members(SECTIONS.filter((section) => section !== UNDECLARED));
    expect(byNames.calls).to.deep.equal(Array(3).fill("GetParameters"));
  });

  it("show only one added and one removed parameter as changes", async () => {
    await removeConfig(stack, `secrets.${UNDECLARED}`);
    await configure(stack, { plain: { "parameters.section09a.key": "between" } });
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    const { [`config-${UNDECLARED}`]: removed, "config-section09a": added, ...others } = steps.byName;
    expect([removed, added]).to.deep.equal([["delete"], ["create"]]);
    expect(Object.keys(others).sort()).to.deep.equal(["default", "viewer-function"]);
  });

  it("are all deleted by `destroy`", async () => {
    await stack.stack.destroy();
    expect(await readParameters(run(), stack)).to.deep.equal({});
  });
});
