// The data block that the server writes into the page: addresses come from here, never from the URL.
import type { PageData } from "@crosspass/auth";

/** The parsed block of this page. The server made it, so its shape is not checked again here. */
export function readData(): PageData {
  const block = document.getElementById("crosspass-data");
  return JSON.parse(block?.textContent ?? "{}") as PageData;
}
