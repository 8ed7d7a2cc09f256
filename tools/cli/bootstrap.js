// Plain JavaScript for whatever Node.js the machine has: everything else runs on the pinned one, which this installs.
// `node tools/cli/bootstrap.js` installs the npm packages where they are missing or out of date;
// `node tools/cli/bootstrap.js FILE …` then runs FILE with the pinned Node.js.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const node = path.join(root, "node_modules", ".bin", "node");

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(`Node.js 20 or newer is needed to begin with, and this is ${process.version}: see https://nodejs.org/`);
}
if (!existsSync(node) || !installed()) {
  const began = Date.now();
  console.log("Installing the npm packages, Node.js 24 among them (about a minute) …");
  // The lock file pins every version; the warnings are that the machine's own Node.js is older than 24.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit" });
  if (status !== 0) fail("`npm ci` failed, see above: it needs the npm registry, and 600 MB of disk.");
  if (!existsSync(node)) fail("The npm package `node` has no Node.js for this system: Linux or macOS is needed.");
  console.log(`Installed the npm packages in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}

const [file, ...args] = process.argv.slice(2);
if (file !== undefined) {
  const env = { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
  const child = spawn(node, [path.join(root, file), ...args], { stdio: "inherit", env });
  // The child stops what it started; this waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}

/** Whether npm says that each package is installed in the version of the lock file. */
function installed() {
  const hidden = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const { packages: found } = JSON.parse(readFileSync(hidden, "utf8"));
  const { packages: wanted } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  return Object.entries(wanted).every(
    // The empty path is the project itself; an optional package may be for another system.
    ([place, { version, optional }]) => place === "" || optional || found[place]?.version === version,
  );
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
