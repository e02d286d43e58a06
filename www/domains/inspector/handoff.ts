// What the demo tells of handoffs, as JSON: the same as in tests/harness/inspector/arrow.rs.

/** Who takes part, in the order of the lanes. */
export const LANES = ["page", "auth", "receiver", "backend", "issuer"] as const;

export type Lane = (typeof LANES)[number];

export interface Arrow {
  at: number;
  from: Lane;
  to: Lane;
  what: string;
  proof: string;
  seen: "request" | "row" | "page" | "follows";
  is_refusal: boolean;
  reference: string | null;
}

export interface Handoff {
  id: number;
  at: number;
  domain: string;
  name: string;
  has_backend: boolean;
  login: string | null;
  carrier: string | null;
  outcome: string;
  arrows: Arrow[];
}

/** What people call a lane of a handoff. */
export function laneName(lane: Lane, handoff: Handoff): string {
  switch (lane) {
    case "page":
      return `${handoff.name}’s page`;
    case "auth":
      return "Auth page";
    case "receiver":
      return handoff.carrier === "popup" ? "Popup: receiver" : "Receiver";
    case "backend":
      return handoff.has_backend ? `${handoff.name}’s server` : `${handoff.name}’s host`;
    case "issuer":
      return "Issuer";
  }
}
