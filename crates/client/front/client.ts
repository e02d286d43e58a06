// The client of a domain's pages.
import { begin, signInAddress } from "./begin.js";
import { Caller, type ProofHeaders } from "./call.js";
import { CrosspassError } from "./error.js";
import { SessionRenewer, endSession } from "./renewer.js";
import { parseOptions, type ClientOptions, type Settings } from "./options.js";
import { isAlive, readSession, type Session } from "./session.js";
import { countRedirect, forgetRedirects } from "./redirect-guard.js";

/** Options of {@link Client.signIn}. */
export interface SignInOptions {
  /** Where to be afterwards: an address of this origin. The present page, if absent. */
  readonly returnTo?: string;
}

/** Options of {@link Client.signOut}. */
export interface SignOutOptions {
  /** The issuer's session too, and every domain's that it led to. No, if absent. */
  readonly everywhere?: boolean;
}

/** The session of this domain. While a page has a client, the session is kept alive. */
export interface Client {
  /** The present session, from storage: no request, no wasm. */
  getSession(): Session | null;
  /** The present session, renewed if need be; without one, the browser leaves for the issuer and the promise stays open. */
  requireSession(): Promise<Session>;
  /** Leaves for the issuer to sign in; the promise stays open. */
  signIn(options?: SignInOptions): Promise<never>;
  /**
   * Ends the session of this domain, in all tabs. With `everywhere` the issuer's as well, with all that it led to: that
   * rejects where the issuer cannot be told (`network`), and this domain's session has ended all the same.
   */
  signOut(options?: SignOutOptions): Promise<void>;
  /** Calls back with each change, from whatever tab, at each renewal and at the session's end. Returns what stops it. */
  onSessionChange(onChange: (session: Session | null) => void): () => void;
  /**
   * `fetch` with token and proof, to this origin and those of `options.apis`. A 401 is answered by one renewal and
   * one more try. Redirects are errors. With `credentials: "include"` an API of `options.apis` is called with its own
   * cookies first; after a 401, and for good where the browser keeps them back, with token and proof.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** What {@link Client.fetch} adds, for other HTTP clients: headers for one request. `method` is `GET`, if absent. */
  proof(url: string | URL, method?: string): Promise<ProofHeaders>;
}

/**
 * Whether this document was loaded at a receiver's address: a domain that serves its application for every
 * path shows it in Crosspass' popup. Looked at on import, before the application's router changes the path.
 */
const isReceiver = typeof location !== "undefined" && location.pathname.startsWith("/crosspass/");

/** Makes a client. Safe to call on a server, where nobody is signed in. */
export function createClient(options: ClientOptions): Client {
  const settings = parseOptions(options);
  const { issuer } = settings;
  const renewer = renewerOf(settings);
  let caller: Caller | undefined;
  const getSession = (): Session | null => readSession(issuer);

  const call = (): Caller => {
    if (!renewer) throw nobodyHere();
    return (caller ??= new Caller(settings, renewer));
  };

  const leave = async (returnTo?: string): Promise<never> => {
    if (!renewer) throw nobodyHere();
    location.assign(signInAddress(await begin(issuer, returnTo ?? location.href)));
    return new Promise<never>(() => {});
  };

  /** The session after a renewal, where the token had ended. What keeps it from being renewed keeps nobody from signing in. */
  const renewed = async (): Promise<Session | null> => {
    const kept = await renewer?.fresh().catch(() => null);
    return kept && isAlive(kept) ? kept.session : null;
  };

  return {
    getSession,
    async requireSession() {
      const session = getSession() ?? (await renewed());
      if (session) {
        forgetRedirects();
        return session;
      }
      if (renewer && !countRedirect()) {
        throw new CrosspassError(
          "redirect_loop",
          "Three sign-ins within a minute left no session here: the browser may be clearing this site's storage.",
        );
      }
      return leave();
    },
    signIn({ returnTo } = {}) {
      forgetRedirects();
      return leave(returnTo);
    },
    async signOut({ everywhere = false } = {}) {
      const kept = endSession(issuer);
      if (!kept) return;
      const told = import("./prover.js").then(({ end }) => end(issuer, settings.wasm, kept, everywhere));
      // What ends here alone has ended: the issuer's records follow when they can.
      await (everywhere ? told : told.catch(() => undefined));
    },
    onSessionChange(onChange) {
      return renewer ? renewer.watch(onChange) : () => {};
    },
    async fetch(input, init) {
      return call().fetch(input, init);
    },
    async proof(url, method = "GET") {
      return call().proof(url, method);
    },
  };
}

const renewers = new Map<string, SessionRenewer>();

/** One for each issuer in a page; none where there can be no session. */
function renewerOf({ issuer, wasm }: Settings): SessionRenewer | undefined {
  if (typeof document === "undefined" || isReceiver || !isSecureContext) return undefined;
  const present = renewers.get(issuer) ?? new SessionRenewer(issuer, wasm);
  renewers.set(issuer, present);
  return present;
}

/** Why there is no session to be had here. */
function nobodyHere(): CrosspassError {
  if (typeof document === "undefined") {
    return new CrosspassError("login_required", "Nobody is signed in on a server: call this in the browser.");
  }
  if (!isSecureContext) {
    return new CrosspassError(
      "invalid_request",
      `${location.origin} is no secure context, where browsers have no keys: serve it over https (or from localhost).`,
    );
  }
  return new CrosspassError(
    "login_required",
    "This page is served at /crosspass/ in place of the receiver page: no sign-in begins there. " +
      "Serve the receiver page at that address.",
  );
}
