// What the page shows where it comes to an end by itself; mostly the auth page closes it before that is read.
import { show } from "@crosspass/shared/receiver-page";

/** Nothing is done in a frame, and it says so. */
export function showFramed(): void {
  document.body.dataset["state"] = "failed";
  show("Not in a frame", "This page signs you in only in a window of its own.");
}

/** Says that it ended. The auth page goes on in its own window, and tells why where that ends, too. */
export function showRefusal(code: string): void {
  Object.assign(document.body.dataset, { state: "failed", code, way: "go" });
  const shown = document.getElementById("code");
  if (shown) shown.textContent = code;
  show("You are not signed in", "This sign-in could not be completed in this window.");
}
