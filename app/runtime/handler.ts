import { lambdaHandler } from "./lambdaHandler.ts";

// Module scope: this is the execution environment's.
export const handler = lambdaHandler();
