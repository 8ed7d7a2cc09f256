import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ROOT } from "../../tools/lib/paths.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly strategy?: { readonly matrix: { readonly node: readonly string[] } }; readonly steps: readonly Step[] }
    >
  >;
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

describe("the workflows for GitHub", () => {
  const files = globSync(".github/workflows/*.yml", { cwd: ROOT });
  const workflows = files.map((file) => parse(read(file)) as Workflow);
  const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
  const { scripts, engines } = JSON.parse(read("package.json")) as {
    readonly scripts: Readonly<Record<string, string>>;
    readonly engines: { readonly node: string };
  };

  it("run only npm scripts of package.json, and among them npm test", () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    const known = Object.keys(scripts).map((name) =>
      ["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`,
    );
    expect(known).to.include.members(commands);
    expect(commands).to.include("npm test");
  });

  it("test the oldest Node.js in `engines`, which is the one that bootstrap.js requires, and the newest", () => {
    const [oldest = ""] = /\d+/.exec(engines.node) ?? [];
    expect(engines.node).to.equal(`>=${oldest}`);
    expect(read("tools/cli/bootstrap.js")).to.include(`process.versions.node, 10) < ${oldest})`);
    expect(read("README.md")).to.include(`Node.js ${oldest}`);
    const versions = workflows.flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ strategy }) => strategy?.matrix.node ?? []),
    );
    expect(versions).to.deep.equal([oldest, "latest"]);
  });

  it("use actions by the digest of a commit, with the version in a comment", () => {
    for (const file of files) {
      const used = Array.from(read(file).matchAll(/uses: (.*)$/gm), ([, action]) => action);
      expect(used).not.to.be.empty;
      for (const action of used) expect(action, file).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("can only read the repository, and leave no credentials in it", () => {
    for (const { permissions } of workflows) expect(permissions).to.deep.equal({ contents: "read" });
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with).to.include({ "persist-credentials": false });
  });

  it("cache what each list of packages installs", () => {
    const { key } = steps.find(({ uses }) => uses?.startsWith("actions/cache@"))?.with ?? {};
    for (const list of ["package-lock.json", "requirements.txt", "go.mod"]) expect(key).to.include(list);
  });

  it("update each kind of dependency in directories that exist", () => {
    const { updates } = parse(read(".github/dependabot.yml")) as {
      readonly updates: readonly {
        readonly directory?: string;
        readonly directories?: readonly string[];
        readonly "package-ecosystem": string;
      }[];
    };
    expect(updates.map((update) => update["package-ecosystem"])).to.have.members([
      "npm",
      "pip",
      "gomod",
      "github-actions",
    ]);
    const directories = updates.flatMap(({ directory, directories: all = [] }) => [
      ...all,
      ...(directory === undefined ? [] : [directory]),
    ]);
    for (const directory of directories)
      expect(globSync("*", { cwd: path.join(ROOT, directory) }), directory).not.to.be.empty;
  });
});

describe("the templates for issues", () => {
  for (const file of globSync(".github/ISSUE_TEMPLATE/{bug,feature}.yml", { cwd: ROOT })) {
    it(`are forms with a label for each field (${path.basename(file)})`, () => {
      const form = parse(read(file)) as {
        readonly name: string;
        readonly description: string;
        readonly body: readonly { readonly type: string; readonly attributes: { readonly label?: string } }[];
      };
      expect(form.name).not.to.equal("");
      expect(form.description).not.to.equal("");
      for (const { type, attributes } of form.body) {
        expect(type).to.match(/^(markdown|textarea|input)$/);
        if (type !== "markdown") expect(attributes.label).not.to.equal(undefined);
      }
    });
  }
});
