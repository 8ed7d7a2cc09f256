import * as path from "node:path";

/** The CPU controller of Linux control groups, version 1 or 2, in one group. */
export interface CpuController {
  readonly version: 1 | 2;
  /** The directory of the group. Its subdirectories are groups below it. */
  readonly directory: string;
}

/**
 * Returns the groups below which a process may be able to create groups with a share of the CPU: its own one and all above,
 * from the inside out.
 *
 * @param mountInfo the content of `/proc/self/mountinfo`
 * @param ownGroups the content of `/proc/self/cgroup`
 * @see https://man7.org/linux/man-pages/man7/cgroups.7.html
 */
export function cpuControllers(mountInfo: string, ownGroups: string): CpuController[] {
  const mounts = mountInfo.split("\n").flatMap((line): (Mount & { readonly version: 1 | 2 })[] => {
    const [fields = "", fileSystem = ""] = line.split(" - ");
    const [, , , root = "", point = ""] = fields.split(" ");
    const [type, , options = ""] = fileSystem.split(" ");
    if (type === "cgroup" && options.split(",").includes("cpu")) return [{ root, point, version: 1 }];
    return type === "cgroup2" ? [{ root, point, version: 2 }] : [];
  });
  const groups = ownGroups.split("\n").map((line) => /^(\d+):([^:]*):(.*)$/.exec(line) ?? []);
  return mounts
    .sort((a, b) => a.version - b.version)
    .flatMap(({ version, ...mount }) => {
      const own = groups.find(([, id, names = ""]) => (version === 2 ? id === "0" : names.split(",").includes("cpu")));
      return directories(mount, own?.[3] ?? "/").map((directory) => ({ version, directory }));
    });
}

interface Mount {
  /** The group that is mounted. */
  readonly root: string;
  /** The directory where it is mounted. */
  readonly point: string;
}

function directories({ root, point }: Mount, group: string): string[] {
  // Inside a container, the group can be outside what is mounted.
  const inside = root === "/" ? group : group.startsWith(root) ? group.slice(root.length) : "/";
  const steps = inside.split("/").filter((step) => step !== "" && step !== "..");
  return Array.from({ length: steps.length + 1 }, (_, count) =>
    path.join(point, ...steps.slice(0, steps.length - count)),
  );
}
