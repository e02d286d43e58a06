// Signs, verifies or judges with the npm package jose: a request as JSON on stdin, the answer on stdout.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const jose = createRequire(`${process.argv[2]}/`)("jose");
const request = JSON.parse(await text(process.stdin));

async function verify() {
  const keys = jose.createLocalJWKSet(request.jwks);
  const currentDate = new Date(request.now * 1000);
  const { payload } = await jose.jwtVerify(request.verify, keys, { ...request.options, currentDate });
  return { payload, thumbprint: await jose.calculateJwkThumbprint(request.jwks.keys[0]) };
}

async function sign() {
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y } = await jose.exportJWK(publicKey);
  const jwk = { kty, crv, x, y };
  const header = request.embed ? { ...request.header, jwk } : request.header;
  const token = await new jose.SignJWT(request.sign).setProtectedHeader(header).sign(privateKey);
  return { token, jwk, thumbprint: await jose.calculateJwkThumbprint(jwk) };
}

/** For each case what jose refuses it with, or nothing. A set is text, as the issuer would answer it; a proof has none. */
function judge() {
  return Promise.all(
    request.judge.map(async ({ token, jwks, options, claims }) => {
      try {
        const keys = jwks === undefined ? jose.EmbeddedJWK : jose.createLocalJWKSet(JSON.parse(jwks));
        const currentDate = new Date(request.now * 1000);
        const { payload } = await jose.jwtVerify(token, keys, { ...options, currentDate });
        // What a library for all tokens leaves to its user.
        const wrong = Object.entries(claims).find(([name, value]) => payload[name] !== value);
        return wrong ? `claim ${wrong[0]}` : null;
      } catch (error) {
        return error.name;
      }
    }),
  );
}

const answer = request.judge ? judge() : request.verify ? verify() : sign();
process.stdout.write(JSON.stringify(await answer));
