// Signs or verifies with the npm package jose: a request as JSON on stdin, the answer on stdout.
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

process.stdout.write(JSON.stringify(request.verify ? await verify() : await sign()));
