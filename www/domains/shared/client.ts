// The client of every demo domain: all that a domain has to know is its issuer.
import { createClient } from "@crosspass/client";

/** The issuer's origin takes the placeholder's place when the page is served. */
export const crosspass = createClient({ issuer: "__CROSSPASS_ISSUER__" });

// A page that comes back out of the history may show somebody who is gone: it starts afresh.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
