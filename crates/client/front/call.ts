// Requests that prove the session: token and proof (RFC 9449, 7.1), to listed origins alone.
import { CrosspassError } from "./error.js";
import type { Keeper } from "./keeper.js";
import type { Kept } from "./session.js";

/** The headers that prove the session to an API, for one request. */
export interface ProofHeaders {
  /** `Authorization`: `DPoP` and the session token. */
  readonly authorization: string;
  /** `DPoP`: the proof, good for one request with that method and address, within a minute. */
  readonly dpop: string;
}

/** Proves the session of one issuer. */
export class Caller {
  readonly #wasm: string;
  readonly #origins: ReadonlySet<string>;
  readonly #keeper: Keeper;

  constructor(wasm: string, apis: readonly string[], keeper: Keeper) {
    this.#wasm = wasm;
    this.#origins = new Set([location.origin, ...apis]);
    this.#keeper = keeper;
  }

  /** The headers for one request. */
  async proof(url: string | URL, method: string): Promise<ProofHeaders> {
    const address = this.#listed(url);
    return this.#headers(await this.#session(), method, address);
  }

  /** `fetch` with the session's proof; after a 401, once more with a renewed token. */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = this.#request(input, init);
    const again = request.clone();
    const kept = await this.#session();
    const response = await this.#send(request, kept);
    if (response.status !== 401) return response;
    const renewed = await this.#keeper.fresh(kept.token).catch(() => null);
    if (!renewed || renewed.token === kept.token) return response;
    await response.body?.cancel();
    return this.#send(again, renewed);
  }

  #request(input: RequestInfo | URL, init?: RequestInit): Request {
    const request = new Request(input, init);
    this.#listed(request.url);
    const redirect = init?.redirect ?? (input instanceof Request ? input.redirect : "follow");
    // A proof is good for one address, and a redirect may lead anywhere: what it leads to is never sent one.
    return redirect === "follow" ? new Request(request, { redirect: "error" }) : request;
  }

  async #send(request: Request, kept: Kept): Promise<Response> {
    const { authorization, dpop } = await this.#headers(kept, request.method, new URL(request.url));
    request.headers.set("authorization", authorization);
    request.headers.set("dpop", dpop);
    return fetch(request);
  }

  async #headers(kept: Kept, method: string, url: URL): Promise<ProofHeaders> {
    const { proofFor } = await import("./prover.js");
    return { authorization: `DPoP ${kept.token}`, dpop: await proofFor(this.#wasm, kept, method, url) };
  }

  async #session(): Promise<Kept> {
    const kept = await this.#keeper.fresh();
    if (!kept) throw new CrosspassError("login_required", "Nobody is signed in here: call requireSession() first.");
    return kept;
  }

  #listed(address: string | URL): URL {
    const url = new URL(address, location.href);
    if (this.#origins.has(url.origin)) return url;
    throw new CrosspassError(
      "invalid_request",
      `${url.origin} is neither this page's origin nor in createClient's options.apis: it gets no token. ` +
        "List it there if it is an API of yours.",
    );
  }
}
