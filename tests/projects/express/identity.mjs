// identity.mjs: who is signed in, as `crosspass gate` tells a backend through its proxy.
const LOOPBACK = ["127.0.0.1", "::1"];

/** Says in `request.user` who is signed in, or null. For a server that listens on `host`. */
export function identity(host) {
  if (!LOOPBACK.includes(host)) {
    throw new Error(`HOST is ${host}: anybody who gets there could say who they are. Listen on ${LOOPBACK.join(" or ")}`);
  }
  return (request, response, next) => {
    request.user = user(request.headers);
    response.set("Cache-Control", "no-store"); // A page with somebody's name is for nobody else.
    next();
  };
}

/** For pages that need somebody: nginx lets nobody else through, unless its configuration has a gap. */
export function signedIn(request, response, next) {
  if (request.user) next();
  else response.sendStatus(401);
}

/** Headers are ASCII, names are not: all four are percent-encoded. */
function user(headers) {
  const said = (what) => decodeURIComponent(headers[`crosspass-${what}`] ?? "");
  const subject = said("subject");
  return subject ? { subject, session: said("session"), name: said("name"), email: said("email") } : null;
}
