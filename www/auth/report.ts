// Tells the issuer where a handoff failed: stage and code for its log, nothing about the user.
import type { DomainData, Status } from "@crosspass/auth";
import type { Code } from "./codes";

/** Reports what the issuer cannot know by itself: what it refused is in its log already. */
export function reportStatus(status: Status, domain: DomainData | null): void {
  if (status.state === "redirecting" && domain?.carrier === "popup") send("popup", "popup_blocked");
  if (status.state === "failed" && status.code !== undefined && status.reference === undefined) send("auth_page", status.code);
}

function send(stage: string, code: Code): void {
  const body = JSON.stringify({ stage, code });
  // A beacon is sent even while the page leaves; a lost one is lost.
  navigator.sendBeacon("/api/report", new Blob([body], { type: "application/json" }));
}
