// server.mjs: an API on an origin of its own. It checks token and proof of each request by itself.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { EmbeddedJWK, calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from "jose";

const ISSUER = "https://auth.example.com";
const PAGE = "https://app.example.com";
const API = "https://api.example.com";

const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", ISSUER));
const proofs = new Map(); // `jti` of each proof -> when it is too old anyway

/** Who is calling: the claims of the session token. Throws what is wrong with the request. */
async function caller({ method, url, headers }) {
  const [scheme, token] = (headers.authorization ?? "").split(" ");
  if (scheme !== "DPoP") throw new Error("no session token");
  const algorithms = ["ES256"];
  const { payload: session } = await jwtVerify(token, keys, {
    algorithms,
    typ: "crosspass-session+jwt",
    issuer: ISSUER,
    audience: PAGE,
    requiredClaims: ["sub", "exp", "cnf"],
    clockTolerance: 30,
  });
  const { payload: proof, protectedHeader } = await jwtVerify(headers.dpop ?? "", EmbeddedJWK, {
    algorithms,
    typ: "dpop+jwt",
    requiredClaims: ["iat", "jti", "htm", "htu", "ath"],
  });
  const now = Date.now() / 1000;
  if ((await calculateJwkThumbprint(protectedHeader.jwk)) !== session.cnf.jkt) throw new Error("another key");
  if (proof.htm !== method) throw new Error("a proof for another method");
  if (proof.htu !== new URL(url, API).href.split("?")[0]) throw new Error("a proof for another address");
  if (Math.abs(now - proof.iat) > 60) throw new Error("an old proof");
  if (proof.ath !== createHash("sha256").update(token).digest("base64url")) throw new Error("a proof for another token");
  for (const [jti, until] of proofs) if (until < now) proofs.delete(jti);
  if (proofs.has(proof.jti)) throw new Error("a proof that was used before");
  proofs.set(proof.jti, now + 120);
  return session;
}

const server = createServer(async (request, response) => {
  response.setHeader("Vary", "Origin");
  if (request.headers.origin === PAGE) {
    response.setHeader("Access-Control-Allow-Origin", PAGE);
    response.setHeader("Access-Control-Allow-Headers", "authorization, dpop");
    response.setHeader("Access-Control-Max-Age", "7200");
  }
  if (request.method === "OPTIONS") return response.writeHead(204).end();
  try {
    const { name } = await caller(request);
    response.end(`Hello, ${name}.`);
  } catch (error) {
    response.writeHead(401, { "WWW-Authenticate": "DPoP" }).end(error.message);
  }
});
server.listen(process.env.PORT ?? 8080, "127.0.0.1", () => console.log(`listening on port ${server.address().port}`));
