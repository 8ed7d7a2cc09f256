import { isArrivedMap, isArrivedList, membersOf } from "../problems/arrivedValue.ts";
import type { ArrivedValue } from "../problems/arrivedValue.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { describesArrived } from "./describesArrived.ts";
import type { StoredValue } from "./storedValue.ts";

/** How the stack file holds one value; `unseen` if the value comes from elsewhere. */
export type LeafState = "encrypted" | "plain" | "unseen";

/** A value of `secrets` or `parameters` and the way to it: `["appSecrets", "secretKey"]`. */
export interface Leaf {
  readonly path: ConfigPath;
  readonly state: LeafState;
}

/**
 * Looks up each value of `secrets` or `parameters` in the stack file. The engine calls a whole object secret as soon as one
 * value in it is, so that `isConfigSecret` cannot tell a plain one next to it apart.
 *
 * @param arrived the decrypted config object
 * @param stored what the stack file holds for the key, once for each spelling of the key: Pulumi takes either
 */
export function secretLeaves(arrived: ArrivedValue | undefined, stored: readonly StoredValue[]): Leaf[] {
  const [first = [], ...others] = (stored.length === 0 ? [undefined] : stored).map((one) => leavesIn(arrived, one));
  return first.map(({ path, state }, index) => {
    const states = [state, ...others.map((leaves) => leaves[index]?.state ?? "unseen")];
    return { path, state: (["plain", "unseen"] as const).find((one) => states.includes(one)) ?? "encrypted" };
  });
}

function leavesIn(arrived: ArrivedValue | undefined, stored: StoredValue | undefined): Leaf[] {
  if (stored?.kind !== "encrypted") return leavesOf(arrived, stored, []);
  // The whole is one encrypted text. Only at the top can a text hold values: an object or a list below is none.
  return leavesOf(arrived, undefined, []).map(({ path }) => ({ path, state: "encrypted" }));
}

function leavesOf(arrived: ArrivedValue | undefined, stored: StoredValue | undefined, path: ConfigPath): Leaf[] {
  if (arrived === undefined) return [];
  if (isArrivedMap(arrived) || isArrivedList(arrived)) {
    return membersOf(arrived).flatMap(([key, inner]) => leavesOf(inner, childOf(stored, key), [...path, key]));
  }
  if (stored === undefined || !describesArrived(stored, arrived)) return [{ path, state: "unseen" }];
  return [{ path, state: stored.kind === "encrypted" ? "encrypted" : "plain" }];
}

function childOf(stored: StoredValue | undefined, key: string | number): StoredValue | undefined {
  if (stored?.kind === "map" && typeof key === "string") return stored.entries.get(key)?.value;
  return stored?.kind === "list" && typeof key === "number" ? stored.items[key] : undefined;
}
