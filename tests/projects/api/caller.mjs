// caller.mjs: lets pages of one origin call an API. Token and proof of each request are checked here, with jose.
import { createHash } from "node:crypto";
import { EmbeddedJWK, calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from "jose";

const ISSUER = "https://auth.example.com";

const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", ISSUER));
const proofs = new Map(); // `jti` of each proof -> when it is too old anyway

/** The claims of the caller's session token; undefined where the request is answered with that. */
export async function admit(request, response, { page, api }) {
  response.setHeader("Vary", "Origin");
  if (request.headers.origin === page) {
    response.setHeader("Access-Control-Allow-Origin", page);
    response.setHeader("Access-Control-Allow-Headers", "authorization, dpop");
    response.setHeader("Access-Control-Max-Age", "7200");
  }
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  try {
    return await caller(request, page, api);
  } catch (error) {
    response.writeHead(401, { "WWW-Authenticate": "DPoP" }).end(error.message);
  }
}

/** Who is calling: the claims of the session token. Throws what is wrong with the request. */
async function caller({ method, url, originalUrl, headers }, page, api) {
  const [scheme, token] = (headers.authorization ?? "").split(" ");
  if (scheme !== "DPoP") throw new Error("no session token");
  const algorithms = ["ES256"];
  const { payload: session } = await jwtVerify(token, keys, {
    algorithms,
    typ: "crosspass-session+jwt",
    issuer: ISSUER,
    audience: page,
    requiredClaims: ["sub", "exp", "cnf"],
    clockTolerance: 30,
  });
  const { payload: proof, protectedHeader } = await jwtVerify(headers.dpop ?? "", EmbeddedJWK, {
    algorithms,
    typ: "dpop+jwt",
    requiredClaims: ["iat", "jti", "htm", "htu", "ath"],
  });
  const now = Date.now() / 1000;
  const address = new URL(originalUrl ?? url, api); // Express takes a router's own path off `url`.
  if ((await calculateJwkThumbprint(protectedHeader.jwk)) !== session.cnf.jkt) throw new Error("another key");
  if (proof.htm !== method) throw new Error("a proof for another method");
  if (proof.htu !== address.href.split("?")[0]) throw new Error("a proof for another address");
  if (Math.abs(now - proof.iat) > 60) throw new Error("an old proof");
  if (proof.ath !== createHash("sha256").update(token).digest("base64url")) throw new Error("a proof for another token");
  for (const [jti, until] of proofs) if (until < now) proofs.delete(jti);
  if (proofs.has(proof.jti)) throw new Error("a proof that was used before");
  proofs.set(proof.jti, now + 120);
  return session;
}
