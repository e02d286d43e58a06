// The data block that the server writes into the page: addresses and texts come from here, never from the URL.
import type { PageData } from "@crosspass/auth";

const block = document.getElementById("crosspass-data");

/** The parsed block of this page. The server made it, so its shape is not checked again here. */
export const data = JSON.parse(block?.textContent ?? "{}") as PageData;
