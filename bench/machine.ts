import { arch, availableParallelism, loadavg, platform } from "node:os";

/** What the figures depend on, and nothing that names a host. */
export const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  platform: `${platform()} ${arch()}`,
  cores: availableParallelism(),
  /** Of the last minute. */
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
});
