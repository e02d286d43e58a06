// @crosspass/client/react: who is signed in, for components. React is the application's own.
"use client";
import { useSyncExternalStore } from "react";
import type { Client } from "./client.js";
import type { Session } from "./session.js";

/** What {@link useSession} tells: `status` says which it is, and narrows `session`. */
export type SessionState =
  | {
      /** On a server, and until its page is alive in the browser: nobody can be known yet. */
      readonly status: "loading";
      readonly session: null;
    }
  | { readonly status: "signed-out"; readonly session: null }
  | { readonly status: "signed-in"; readonly session: Session };

const LOADING: SessionState = { status: "loading", session: null };
const SIGNED_OUT: SessionState = { status: "signed-out", session: null };

/** Who is signed in on this domain. Renders again when that changes, in whatever tab. */
export function useSession(client: Client): SessionState {
  const store = storeOf(client);
  return useSyncExternalStore(store.subscribe, store.snapshot, () => LOADING);
}

const stores = new WeakMap<Client, Store>();

/** One for each client: all components see the same state, from one subscription. */
function storeOf(client: Client): Store {
  const store = stores.get(client) ?? new Store(client);
  stores.set(client, store);
  return store;
}

class Store {
  readonly #client: Client;
  readonly #listeners = new Set<() => void>();
  #state = SIGNED_OUT;
  #stop: (() => void) | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** What is read out of storage is a new object each time; the state is one for as long as nothing changes. */
  readonly snapshot = (): SessionState => {
    // Who listens is told of each change: reading again could only show some components more than others.
    if (!this.#stop) this.#see(this.#client.getSession());
    return this.#state;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#stop ??= this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  };

  #watch(): () => void {
    const stop = this.#client.onSessionChange((session) => {
      this.#see(session);
      for (const listener of this.#listeners) listener();
    });
    // It may have changed between the first rendering and this; React compares after subscribing.
    this.#see(this.#client.getSession());
    return stop;
  }

  #see(session: Session | null): void {
    if (JSON.stringify(session) === JSON.stringify(this.#state.session)) return;
    this.#state = session ? { status: "signed-in", session } : SIGNED_OUT;
  }
}
