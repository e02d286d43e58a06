// Requests that prove the session: token and proof (RFC 9449, 7.1), to listed origins alone.
import { CrosspassError } from "./error.js";
import { comeWithoutCookies } from "./cookies.js";
import type { SessionRenewer } from "./renewer.js";
import type { Settings } from "./options.js";
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
  readonly #settings: Settings;
  readonly #origins: ReadonlySet<string>;
  readonly #renewer: SessionRenewer;
  /** APIs whose cookies were of no use to this page. */
  readonly #cookieless = new Set<string>();

  constructor(settings: Settings, renewer: SessionRenewer) {
    this.#settings = settings;
    this.#origins = new Set([location.origin, ...settings.apis]);
    this.#renewer = renewer;
  }

  /** The headers for one request. */
  async proof(url: string | URL, method: string): Promise<ProofHeaders> {
    const address = this.#listed(url);
    return this.#headers(await this.#session(), method, address);
  }

  /** `fetch` with the session's proof; with an API's own cookies instead, where that is asked for and they will do. */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = this.#request(input, init);
    const { origin } = new URL(request.url);
    if (request.credentials !== "include" || origin === location.origin) return this.#prove(request);
    const again = new Request(request.clone(), { credentials: "omit" });
    if (this.#cookieless.has(origin)) return this.#prove(again);
    const response = await fetch(request);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    const proven = await this.#prove(again);
    if (proven.status !== 401) void this.#doWithout(origin);
    return proven;
  }

  /** With the session's proof; after a 401, once more with a renewed token. */
  async #prove(request: Request): Promise<Response> {
    const again = request.clone();
    const kept = await this.#session();
    const response = await this.#send(request, kept);
    if (response.status !== 401) return response;
    const renewed = await this.#renewer.fresh(kept.token).catch(() => null);
    if (!renewed || renewed.token === kept.token) return response;
    await response.body?.cancel();
    return this.#send(again, renewed);
  }

  /** From now on that API is not asked for its cookies; if they never came along, the page is told. */
  async #doWithout(api: string): Promise<void> {
    this.#cookieless.add(api);
    if (!(await comeWithoutCookies(api))) return;
    const message =
      `No cookie of ${api} came along from ${location.origin}: this browser keeps them back, or the user was never ` +
      "there. Token and proof were used.";
    this.#settings.onNotice(new CrosspassError("third_party_cookies_blocked", message));
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
    return { authorization: `DPoP ${kept.token}`, dpop: await proofFor(this.#settings.wasm, kept, method, url) };
  }

  async #session(): Promise<Kept> {
    const kept = await this.#renewer.fresh();
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
