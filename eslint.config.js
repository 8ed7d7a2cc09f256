import { defineConfig } from "eslint/config";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The directories of tools/, each with those that it may import. cli may import all of them. */
const TOOLS = {
  lib: [],
  fakes: ["lib"],
  "local-provider": ["lib"],
  local: ["local-provider", "fakes", "lib"],
  access: ["local", "local-provider", "fakes", "lib"],
  bench: ["local", "local-provider", "fakes", "lib"],
  docs: ["bench", "lib"],
  report: ["lib"],
};

/** The folders of infra/, each with those that it may import. components/ joins them all. */
const INFRA = {
  aws: [],
  secureParameter: ["aws"],
  policies: ["aws"],
  bundle: [],
  config: ["aws", "secureParameter", "policies"],
};

/** The folders of infra/config/, each with those that it may import. The files next to them may import all. */
const CONFIG = {
  problems: [],
  stackFile: ["problems"],
  principals: ["problems"],
  existing: ["problems"],
};

/** The folder that may import all others of its parent. */
const JOINING = { tools: "cli", infra: "components" };

const oneWay = (parent, folders) =>
  Object.entries(folders).flatMap(([folder, allowed]) => ({
    target: `./${parent}/${folder}`,
    from: [...Object.keys(folders), JOINING[parent]]
      .filter((other) => other !== folder && !allowed.includes(other))
      .map((other) => `./${parent}/${other}`),
    message: `${parent}/${folder} may import only ${["itself", ...allowed].join(", ")} from ${parent}/.`,
  }));

/** Each folder may import nothing of its parent but itself and the allowed folders. */
const below = (parent, folders) =>
  Object.entries(folders).map(([folder, allowed]) => ({
    target: `./${parent}/${folder}`,
    from: `./${parent}`,
    except: [folder, ...allowed].map((other) => `./${other}`),
    message: `${parent}/${folder} may import only ${["itself", ...allowed].join(", ")} from ${parent}/.`,
  }));

/** Imports go one way: app <- infra <- tools <- test. */
const ZONES = [
  { target: "./app", from: ["./infra", "./tools", "./test", "./index.ts"], message: "app/ imports nothing outside." },
  {
    target: "./app/runtime",
    from: "./app",
    except: ["./runtime"],
    message: "app/runtime/ imports no file of the user.",
  },
  { target: "./infra", from: ["./tools", "./test", "./index.ts"], message: "infra/ imports only app/." },
  { target: ["./tools", "./index.ts"], from: "./test", message: "Nothing imports test/." },
  ...oneWay("tools", TOOLS),
  ...oneWay("infra", INFRA),
  ...below("infra/config", CONFIG),
];

export default defineConfig(
  { ignores: ["node_modules/", ".local/", ".bundle/", "coverage/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/extensions": [".ts"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "import-x/consistent-type-specifier-style": ["error", "prefer-top-level"],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-restricted-paths": ["error", { zones: ZONES }],
      "import-x/order": [
        "error",
        {
          groups: ["builtin", "external", ["parent", "sibling", "index"]],
          alphabetize: { order: "asc" },
          "newlines-between": "never",
        },
      ],
      "@typescript-eslint/no-unnecessary-condition": "error",
      "@typescript-eslint/prefer-nullish-coalescing": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // tsconfig's noPropertyAccessFromIndexSignature asks for the opposite of this rule.
      "@typescript-eslint/dot-notation": "off",
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    files: ["index.ts"],
    // Users add triggers at its end, each with its imports.
    rules: { "import-x/order": "off" },
  },
  {
    files: ["test/**/*.ts"],
    // chai's assertions are expressions: `expect(x).to.be.true`.
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
);
