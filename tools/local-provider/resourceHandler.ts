import type { InputRule } from "./inputRules.ts";
import type { Properties } from "./properties.ts";

/** How one resource type is served: the inputs it knows, and what each step does at the endpoint. */
export interface ResourceHandler {
  /** The input that names the resource; `name` where it is left out. */
  readonly namedBy?: string;
  /** Every input that this type serves; any other is refused. */
  readonly inputs: Readonly<Record<string, InputRule>>;
  /** Outputs that an update moves; a preview leaves them open. */
  readonly movedByUpdate?: readonly string[];
  /** Makes the resource; gives its id and the outputs that are no inputs. */
  create(inputs: Properties): Promise<{ id: string; computed: Properties }>;
  /** The live inputs and outputs, null for what is not there; undefined when the resource is gone. */
  read(id: string, state: Properties): Promise<Properties | undefined>;
  /** Brings the resource from its state to the inputs; gives the outputs that moved. */
  update(id: string, state: Properties, inputs: Properties): Promise<Properties>;
  /** Deletes the resource; one already gone is a success. */
  delete(id: string, state: Properties): Promise<void>;
}
