import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { createCpuShare, findCpuShares } from "../../../../tools/bench/cpu/cpuShares.ts";
import { CliError } from "../../../../tools/lib/cliError.ts";

describe("createCpuShare", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "cpu-"));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("limits a new group to a share of one CPU in periods of 20 ms", () => {
    const read = (processes: string, file: string) => readFileSync(path.join(path.dirname(processes), file), "utf8");
    const first = createCpuShare({ version: 1, directory }, 128 / 1769);
    expect(read(first.processes, "cpu.cfs_period_us")).to.equal("20000");
    expect(read(first.processes, "cpu.cfs_quota_us")).to.equal("1447");
    const second = createCpuShare({ version: 2, directory }, 1);
    expect(read(second.processes, "cpu.max")).to.equal("20000 20000");
    expect(path.dirname(second.processes)).not.to.equal(path.dirname(first.processes));
    expect(path.basename(second.processes)).to.equal("cgroup.procs");
  });
});

describe("findCpuShares", () => {
  it("gives the reason if no group can be created", () => {
    expect(() => findCpuShares([])).to.throw(CliError, "may not limit the CPU of others: it has no control groups.");
    const directory = path.join(tmpdir(), "missing", "group");
    expect(() => findCpuShares([{ version: 2, directory }])).to.throw(CliError, "of others: ENOENT: ");
  });
});
