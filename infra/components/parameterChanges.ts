import { parameterPath } from "../naming.ts";
import type { Application } from "../naming.ts";

/**
 * The EventBridge pattern of every change to a value under the stack's path. With the slash behind it the prefix leaves
 * out an application whose name only begins alike. Labels are no change: the function reads the newest version.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
export const parameterChanges = (application: Application) => ({
  source: ["aws.ssm"],
  "detail-type": ["Parameter Store Change"],
  detail: {
    name: [{ prefix: `${parameterPath(application)}/` }],
    operation: ["Create", "Update", "Delete"],
  },
});
