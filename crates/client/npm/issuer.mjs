// The issuer's origin, in the one form that pages, policies and tokens compare.
import { Failure } from "./failure.mjs";

/** Parses `--issuer` (or what `where` names); what is almost right is answered with what to write. */
export function readIssuer(text, where = "--issuer") {
  const wrong = (why) => new Failure(`${where} ${text}: ${why}`, 2);
  let url;
  try {
    url = new URL(text);
  } catch {
    throw wrong("not an address: write an origin such as https://auth.example.com");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw wrong("neither https nor http: write an origin such as https://auth.example.com");
  }
  // It goes into a page and its policy: names that mean more there than a host do not get that far.
  if (url.hostname.startsWith("[")) throw wrong("a policy cannot name an IPv6 address: use a host name");
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(url.hostname)) {
    throw wrong("no host name: letters, digits, hyphens and single dots between them");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw wrong(`http is for loopback only: write https://${url.host}`);
  }
  if (text !== url.origin && text !== `${url.origin}/`) {
    throw wrong(`an origin has no path, user, query, capitals or default port: write ${url.origin}`);
  }
  return url.origin;
}

function isLoopback(host) {
  return host === "localhost" || host.endsWith(".localhost") || /^127\.\d+\.\d+\.\d+$/.test(host);
}
