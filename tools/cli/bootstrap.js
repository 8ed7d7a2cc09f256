// Installs the npm packages if they are missing or out of date. With arguments (`node tools/cli/bootstrap.js FILE …`),
// it then runs FILE with the Node.js that this project pins. Plain JavaScript, because the machine's own Node.js runs it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const node = path.join(root, "node_modules", ".bin", "node");

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(`Node.js 20 or newer is required (got ${process.version}). Fix: install it from https://nodejs.org/`);
}
if (!existsSync(node) || !isInstalled()) {
  const startedMs = Date.now();
  console.log("Installing the npm packages, including Node.js 24 (about a minute) …");
  // Hides the warnings that the machine's own Node.js is older than 24.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit" });
  if (status !== 0)
    fail("`npm ci` failed (see above). It requires access to the npm registry and 600 MB of disk space.");
  if (!existsSync(node)) fail("The npm package `node` contains no Node.js for this system. Linux is required.");
  console.log(`Installed the npm packages in ${((Date.now() - startedMs) / 1000).toFixed(0)} s.`);
}

const [file, ...args] = process.argv.slice(2);
if (file !== undefined) {
  const env = { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
  const child = spawn(node, [path.join(root, file), ...args], { stdio: "inherit", env });
  // The child cleans up, and this process waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}

/** Returns whether npm has installed each package in the version that the lock file names. */
function isInstalled() {
  const hidden = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const { packages: installed } = JSON.parse(readFileSync(hidden, "utf8"));
  const { packages: required } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  return Object.entries(required).every(
    // The empty path is the project itself. Optional packages can be for other systems.
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
