//! What the receiver page does for its machine, in TypeScript's terms: `receiver.rs` names its methods.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the receiver page does. What a method answers goes to `Receiver.answer`, what it throws to `refuse`. */
export interface Host {
  /** The handoff of that nonce if it was begun here, else a new one. */
  announce(nonce: string): Promise<Handoff>;
  /** Begins a handoff and remembers it. */
  begin(returnTo: string): Promise<Handoff>;
  /** Verifies a ticket against the remembered handoff that it names; `false` if the present session came by that one. */
  checkTicket(ticket: string, nonce: string): Promise<boolean>;
  /** The verified ticket's session token. */
  redeem(): Promise<string>;
  /** Verifies a session token against the handoff under way; whether this domain has a session of another user. */
  check(token: string): Promise<boolean>;
  /** Whether the present user's session is to be replaced. */
  ask(): Promise<boolean>;
  /** Uses the handoff up and keeps the verified session. */
  keep(): Promise<true>;
  /** Posts a message to the opener, at the issuer's origin. */
  post(message: object): void;
  /** Leaves for the issuer with the handoff that was begun. */
  goToIssuer(): void;
  /** Leaves for where the handoff is to end. */
  goToReturn(): void;
  /** Says why it ended. */
  show(code: string): void;
  close(): void;
}

/** A method of the page, and what it is called with. */
export type Step = { [Name in keyof Host]: [Name, ...Parameters<Host[Name]>] }[keyof Host];

/** A handoff that was begun here. */
export interface Handoff {
  readonly nonce: string;
  readonly jkt: string;
}

/** A verified session. */
export interface VerifiedSession {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly issuer: string;
  readonly domain: string;
  readonly sessionId: string;
  readonly authTime: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Three lines: `amr`, `acr`, `roles`; words with a space after each. */
  readonly labels: string;
}
"#;
