import { expect } from "chai";
import * as fc from "fast-check";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { formatPath } from "../../../../app/runtime/configuration/jsonPath.ts";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { loadConfiguration } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { configPath, isAtOrInside } from "../../../../infra/config/problems/configPath.ts";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import { schemaProblems } from "../../../../infra/config/schemas/schemaProblems.ts";
import { serializeSection } from "../../../../infra/storedSection.ts";
import { FakeParameterStore, parameter } from "../../../app/support/fakeParameterStore.ts";
import { randomSections } from "../../../app/support/randomSchemas.ts";
import type { RandomSection } from "../../../app/support/randomSchemas.ts";

const path = "/dev/app";

/** Returns the error of the handler's load; undefined if it loads the section. */
async function loadError(
  { schema, section }: RandomSection,
  isSecret: boolean,
): Promise<ConfigurationError | undefined> {
  const stored = parameter(`${path}/one`, undefined, {
    Value: serializeSection(section),
    Type: isSecret ? "SecureString" : "String",
  });
  const store = new FakeParameterStore({ Parameters: [stored] });
  const sections = { one: isSecret ? secret(schema) : plain(schema) };
  try {
    await loadConfiguration(store, { path, reads: ["one"], sections });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

describe("a section with a random schema of any validator", () => {
  it("is accepted by the preview if and only if the function loads it, and each mismatch is named by its path", async () => {
    let accepted = 0;
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(randomSections, fc.boolean(), async (random, isSecret) => {
        const { schema, section, expected } = random;
        const map = isSecret ? "secrets" : "parameters";
        const values = parseReceivedValue(JSON.stringify({ one: section }));
        const problems = await schemaProblems(
          { one: isSecret ? secret(schema) : plain(schema) },
          { parameters: {}, secrets: {}, [map]: values },
          { hasSecretParameters: false, fileName: "Pulumi.dev.yaml" },
        );
        const error = await loadError(random, isSecret);
        expect(problems.length > 0).to.equal(expected.length > 0);
        expect(error !== undefined).to.equal(expected.length > 0);
        if (expected.length > 0) rejected++;
        else accepted++;

        const places = expected.map((place) => configPath([map, "one", ...place]));
        const keys = problems.map(({ key }) => key);
        for (const place of places)
          expect(
            keys.some((key) => isAtOrInside(key, place)),
            `${place} in ${keys.join()}`,
          ).to.be.true;
        for (const key of keys)
          expect(
            places.some((place) => isAtOrInside(key, place)),
            `${key} in ${places.join()}`,
          ).to.be.true;
        for (const place of expected) expect(error?.message).to.include(formatPath(place));
      }),
      { numRuns: 200 },
    );
    expect(Math.min(accepted, rejected)).to.be.greaterThan(20);
  }).timeout(30_000);
});
