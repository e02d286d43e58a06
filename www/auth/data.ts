// The data block that the server writes into the page: addresses come from here, never from the URL.

/** A registered domain as the page knows it. */
export interface Domain {
  name: string;
  origin: string;
  receiver: string;
  carrier: "popup" | "redirect";
}

/** Everything the server tells the sign-in page and the launcher. */
export interface PageData {
  issuer: string;
  domain: Domain | null;
  return_to: string | null;
  nonce: string | null;
  jkt: string | null;
  user: { name: string; email: string } | null;
  domains: Domain[] | null;
}

/** The parsed block of this page. The server made it, so its shape is not checked again here. */
export function readData(): PageData {
  const block = document.getElementById("crosspass-data");
  return JSON.parse(block?.textContent ?? "{}") as PageData;
}
