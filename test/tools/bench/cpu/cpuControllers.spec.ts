import { expect } from "chai";
import { cpuControllers } from "../../../../tools/bench/cpu/cpuControllers.ts";

const mount = (root: string, point: string, type: string) =>
  `33 31 0:30 ${root} ${point} rw,relatime shared:9 - ${type}`;

describe("cpuControllers", () => {
  it("returns the process's group of version 1 and all groups above it", () => {
    const mountInfo = [
      mount("/", "/sys/fs/cgroup/cpu,cpuacct", "cgroup cgroup rw,cpu,cpuacct"),
      mount("/", "/sys/fs/cgroup/memory", "cgroup cgroup rw,memory"),
    ].join("\n");
    expect(cpuControllers(mountInfo, "5:memory:/other\n4:cpu,cpuacct:/a/b\n")).to.deep.equal([
      { version: 1, directory: "/sys/fs/cgroup/cpu,cpuacct/a/b" },
      { version: 1, directory: "/sys/fs/cgroup/cpu,cpuacct/a" },
      { version: 1, directory: "/sys/fs/cgroup/cpu,cpuacct" },
    ]);
  });

  it("returns the process's group of version 2 and all groups above it", () => {
    const mountInfo = mount("/", "/sys/fs/cgroup", "cgroup2 cgroup2 rw,nsdelegate");
    expect(cpuControllers(mountInfo, "0::/user.slice/session.scope\n").map(({ directory }) => directory)).to.deep.equal(
      ["/sys/fs/cgroup/user.slice/session.scope", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup"],
    );
  });

  it("returns version 1 before version 2 if both are mounted", () => {
    const mountInfo = [
      mount("/", "/sys/fs/cgroup/unified", "cgroup2 cgroup2 rw"),
      mount("/", "/sys/fs/cgroup/cpu", "cgroup cgroup rw,cpu"),
    ].join("\n");
    expect(cpuControllers(mountInfo, "1:cpu:/\n0::/\n")).to.deep.equal([
      { version: 1, directory: "/sys/fs/cgroup/cpu" },
      { version: 2, directory: "/sys/fs/cgroup/unified" },
    ]);
  });

  it("returns the directory of a group that is mounted in a container", () => {
    const directories = (root: string, group: string) =>
      cpuControllers(mount(root, "/cg", "cgroup2 cgroup2 rw"), `0::${group}`).map(({ directory }) => directory);
    expect(directories("/docker/id", "/docker/id")).to.deep.equal(["/cg"]);
    expect(directories("/docker/id", "/docker/id/child")).to.deep.equal(["/cg/child", "/cg"]);
    expect(directories("/docker/id", "/elsewhere")).to.deep.equal(["/cg"]);
    expect(directories("/", "/../other")[0]).to.equal("/cg/other");
  });

  it("returns nothing without a CPU controller", () => {
    expect(cpuControllers(mount("/", "/sys/fs/cgroup/memory", "cgroup cgroup rw,memory"), "5:memory:/")).to.deep.equal(
      [],
    );
    expect(cpuControllers("", "")).to.deep.equal([]);
  });
});
