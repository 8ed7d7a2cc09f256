import type * as pulumi from "@pulumi/pulumi";
import { SecureParameterProvider } from "./secureParameterProvider.ts";
import { isUnmanaged } from "./secureParameterState.ts";
import type { SecureParameterInputs, SecureParameterState, UnmanagedParameterState } from "./secureParameterState.ts";

type Inputs = SecureParameterInputs | UnmanagedParameterState;
type State = SecureParameterState | UnmanagedParameterState;

/**
 * The provider of secret sections. It leaves those of SecureParameter to SecureParameterProvider, and neither writes nor
 * deletes those of UnmanagedParameter. Pulumi serializes both into the state.
 */
export class SectionParameterProvider implements pulumi.dynamic.ResourceProvider<Inputs, State> {
  declare secure: SecureParameterProvider;

  configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.secure = new SecureParameterProvider();
    return this.secure.configure(request);
  }

  async diff(id: string, old: State, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
    if (isUnmanaged(news)) {
      // Not even another name replaces it: a replacement would delete the parameter that was managed until now.
      const changes = !isUnmanaged(old) || old.name !== news.name || old.__provider !== news.__provider;
      return { changes, replaces: [] };
    }
    if (isUnmanaged(old)) {
      return { changes: true, replaces: id === news.name ? [] : ["name"] };
    }
    return this.secure.diff(id, old, news);
  }

  async create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult<State>> {
    return isUnmanaged(inputs) ? { id: inputs.name, outs: inputs } : this.secure.create(inputs);
  }

  async update(id: string, old: State, news: Inputs): Promise<pulumi.dynamic.UpdateResult<State>> {
    if (isUnmanaged(news)) {
      return { outs: news };
    }
    return isUnmanaged(old)
      ? { outs: await this.secure.createParameter(news, true) }
      : this.secure.update(id, old, news);
  }

  async read(id: string, old?: State): Promise<pulumi.dynamic.ReadResult<State>> {
    return old !== undefined && isUnmanaged(old) ? { id, props: old } : this.secure.read(id, old);
  }

  async delete(id: string, old: State): Promise<void> {
    if (!isUnmanaged(old)) {
      await this.secure.delete(id);
    }
  }
}
