// The client of a domain's pages.
import { begin, signInAddress } from "./begin.js";
import { CrosspassError } from "./error.js";
import { dropSession, readSession, watchSession, type Session } from "./session.js";
import { resetTurns, takeTurn } from "./turns.js";

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** The issuer's origin, such as `https://auth.example.com`. */
  readonly issuer: string;
}

/** Options of {@link Client.signIn}. */
export interface SignInOptions {
  /** Where to be afterwards: an address of this origin. The present page, if absent. */
  readonly returnTo?: string;
}

/** The session of this domain. */
export interface Client {
  /** The present session, from storage: no request, no wasm. */
  getSession(): Session | null;
  /** The present session; without one, the browser leaves for the issuer and the promise stays open. */
  requireSession(): Promise<Session>;
  /** Leaves for the issuer to sign in; the promise stays open. */
  signIn(options?: SignInOptions): Promise<never>;
  /** Ends the session of this domain, in all tabs. */
  signOut(): Promise<void>;
  /** Calls back with each change, from whatever tab, and at the session's end. Returns what stops it. */
  onSessionChange(onChange: (session: Session | null) => void): () => void;
}

/**
 * Whether this document was loaded at a receiver's address: a domain that serves its application for every
 * path shows it in Crosspass' popup. Looked at on import, before the application's router changes the path.
 */
const isReceiver = typeof location !== "undefined" && location.pathname.startsWith("/crosspass/");

/** Makes a client. Safe to call on a server, where nobody is signed in. */
export function createClient(options: ClientOptions): Client {
  const issuer = issuerOrigin(options);
  const getSession = (): Session | null => readSession(issuer);

  const leave = async (returnTo?: string): Promise<never> => {
    if (typeof location === "undefined") {
      throw new CrosspassError("login_required", "Nobody is signed in on a server: call this in the browser.");
    }
    if (!isSecureContext) {
      throw new CrosspassError(
        "invalid_request",
        `${location.origin} is no secure context, where browsers have no keys: serve it over https (or from localhost).`,
      );
    }
    if (isReceiver) {
      throw new CrosspassError(
        "login_required",
        "This page is served at /crosspass/ in place of the receiver page: no sign-in begins there. " +
          "Serve the receiver page at that address.",
      );
    }
    location.assign(signInAddress(await begin(issuer, returnTo ?? location.href)));
    return new Promise<never>(() => {});
  };

  return {
    getSession,
    async requireSession() {
      const session = getSession();
      if (session) {
        resetTurns();
        return session;
      }
      if (!isReceiver && !takeTurn()) {
        throw new CrosspassError(
          "redirect_loop",
          "Three sign-ins within a minute left no session here: the browser may be clearing this site's storage.",
        );
      }
      return leave();
    },
    signIn({ returnTo } = {}) {
      resetTurns();
      return leave(returnTo);
    },
    async signOut() {
      dropSession();
    },
    onSessionChange(onChange) {
      return typeof addEventListener === "undefined" ? () => {} : watchSession(issuer, onChange);
    },
  };
}

function issuerOrigin(options: ClientOptions): string {
  const text: unknown = options?.issuer;
  if (typeof text === "string" && URL.canParse(text)) {
    const url = new URL(text);
    const isBare = (url.href === `${url.origin}/` || url.href === url.origin) && /^https?:$/.test(url.protocol);
    if (isBare) return url.origin;
  }
  throw new CrosspassError(
    "invalid_request",
    `createClient: options.issuer is the issuer's origin, such as "https://auth.example.com"; it was ${JSON.stringify(text)}.`,
  );
}
