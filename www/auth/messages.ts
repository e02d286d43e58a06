// What each error code means to the person in front of the screen, and what to do next.
import type { CrosspassErrorCode as Code } from "@crosspass/auth";

export type { Code };

export interface Message {
  /** What happened. `{domain}` stands for the domain's name. */
  sentence: string;
  /** What to do about it. */
  next: string;
}

/** One entry per code: the compiler refuses a code without its sentence. */
export const messages: Record<Code, Message> = {
  invalid_credentials: {
    sentence: "That login and password do not belong together.",
    next: "Check the login, then type the password again.",
  },
  access_denied: {
    sentence: "You are signed in, but your account may not enter {domain}.",
    next: "Ask whoever runs {domain} to add you, or use another account.",
  },
  unknown_domain: {
    sentence: "The site that sent you here is not known to this service.",
    next: "Check its address. Its operator may have yet to register it here.",
  },
  domain_suspended: {
    sentence: "{domain} is suspended: nobody can be signed in there at the moment.",
    next: "Ask whoever runs {domain} when it will be back.",
  },
  invalid_request: {
    sentence: "The site that sent you here asked for what cannot be answered.",
    next: "Go back to that site and start again.",
  },
  login_required: {
    sentence: "Your session here has ended.",
    next: "Load this page again and sign in.",
  },
  rate_limited: {
    sentence: "There were too many attempts in a short time.",
    next: "Wait a minute, then try again.",
  },
  popup_blocked: {
    sentence: "The browser did not open the small window that signs you in at {domain}.",
    next: "Allow popups for this address, then try again.",
  },
  nonce_mismatch: {
    sentence: "This sign-in does not match the one that {domain} began.",
    next: "Go back to {domain} and start again there.",
  },
  invalid_token: {
    sentence: "{domain} could not accept the proof of your sign-in.",
    next: "Go back to {domain} and start again. If it happens again, pass on the reference.",
  },
  token_expired: {
    sentence: "The sign-in took too long and has run out.",
    next: "Try again. If it happens again, check that this device's clock is right.",
  },
  token_used: {
    sentence: "This sign-in was used before, so it cannot be used again.",
    next: "Go back to {domain} and start again.",
  },
  redirect_loop: {
    sentence: "{domain} keeps sending you back here, so this was stopped.",
    next: "Allow {domain} to store data in this browser, then start again.",
  },
  account_mismatch: {
    sentence: "Somebody else is signed in at {domain} in this browser.",
    next: "Sign out at {domain} first.",
  },
  wasm_blocked: {
    sentence: "The browser refused to run this page's sign-in code (WebAssembly).",
    next: "Allow WebAssembly for this address, or use another browser, then try again.",
  },
  storage_unavailable: {
    sentence: "The browser lets {domain} store nothing, so it cannot keep you signed in.",
    next: "Leave private browsing, or allow {domain} to store data, then try again.",
  },
  third_party_cookies_blocked: {
    sentence: "The browser blocks cookies between these sites.",
    next: "Go back to {domain} and start again there.",
  },
  network: {
    sentence: "The connection failed before this was finished.",
    next: "Check that you are online, then try again.",
  },
  temporarily_unavailable: {
    sentence: "The service has too much to do right now.",
    next: "Wait a minute, then try again.",
  },
};

/** The message of a code, spoken about one domain. */
export function messageOf(code: Code, domain: string | null): Message {
  const fill = (text: string): string => {
    const filled = text.replaceAll("{domain}", domain ?? "the site");
    return filled.charAt(0).toUpperCase() + filled.slice(1);
  };
  const { sentence, next } = messages[code];
  return { sentence: fill(sentence), next: fill(next) };
}

/** The code that an error of the module carries; without one it is a fault of ours. */
export function codeOf(error: unknown): Code {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return isCode(code) ? code : "temporarily_unavailable";
}

/** Whether a string from outside is one of the codes. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(messages, text);
}
