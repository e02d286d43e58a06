// What a host must send with the receiver's files: one table, which each host's snippet writes in its own language.
import { caddy, express, netlify, nginx, vercel } from "./hosts.mjs";

const SNIPPETS = { nginx, caddy, netlify, vercel, express };

/** The hosts that there is a snippet for. */
export const HOSTS = Object.keys(SNIPPETS);

/** The snippet of a host for a finished receiver page. */
export function snippet(host, page) {
  return SNIPPETS[host](rulesFor(page));
}

/** Headers of every file, of the page, of files with a hash in their names, and of the rest. */
function rulesFor(page) {
  return {
    every: { "X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin" },
    page: { "Cache-Control": "no-cache", "Content-Security-Policy": policyOf(page) },
    hashed: { "Cache-Control": "public, max-age=31536000, immutable" },
    rest: { "Cache-Control": "no-cache" },
  };
}

/** The page's own policy, and what a page cannot say of itself: that nobody may frame it. */
function policyOf(page) {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  if (policy === undefined) throw new Error("receiver.html has no policy: install the package anew");
  return `${policy}; frame-ancestors 'none'`;
}
