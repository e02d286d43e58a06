// Tells the issuer where a handoff failed: stage, code and domain; who it was for is in the cookie, or not known.
import type { DomainData, Status } from "@crosspass/auth";
import type { Code } from "./codes";

/** Reports what the issuer cannot know by itself: what it refused is in its log already. */
export function reportStatus(status: Status, domain: DomainData | null): void {
  if (status.state === "redirecting" && domain?.carrier === "popup") send("popup", "popup_blocked", domain);
  if (status.state === "failed" && status.code !== undefined && status.reference === undefined) send("auth_page", status.code, domain);
}

function send(stage: string, code: Code, domain: DomainData | null): void {
  // Without a domain, undefined is left out.
  const body = JSON.stringify({ stage, code, audience: domain?.origin });
  // A beacon is sent even while the page leaves; a lost one is lost.
  navigator.sendBeacon("/api/report", new Blob([body], { type: "application/json" }));
}
