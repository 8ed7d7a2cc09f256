import { rmSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { bundleFiles } from "../../../infra/bundle/bundleFiles.ts";
import { userFunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { runBundle } from "./support/loadBundle.ts";
import { BUCKET, projectWithOwnPackages } from "./support/ownPackages.ts";
