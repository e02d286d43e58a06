// server.mjs: an Express app behind `crosspass gate`, with an API that pages of another origin call.
import express from "express";
import { admit } from "./caller.mjs";
import { identity, signedIn } from "./identity.mjs";

const HOST = process.env.HOST ?? "127.0.0.1";
const APP = "https://app.example.com";
const PAGE = "https://www.example.com";

const app = express();

// Pages of another origin send token and proof. The gate is not asked who they are.
app.use("/api", async (request, response, next) => {
  request.caller = await admit(request, response, { page: PAGE, api: APP });
  if (request.caller) next();
});
app.get("/api/me", ({ caller }, response) => {
  response.json({ subject: caller.sub, name: caller.name });
});

// About all others it was asked, and `request.user` is what it said.
app.use(identity(HOST));

// For everybody.
app.get("/", ({ user }, response) => {
  response.send(page(user ? `Welcome, ${text(user.name)}` : "Nobody is signed in", '<a href="/account">Your account</a>'));
});

// For those who are signed in.
app.get("/account", signedIn, ({ user }, response) => {
  const signOut = '<form method="post" action="/crosspass/end"><button id="sign-out">Sign out</button></form>';
  response.send(page(`Signed in as ${text(user.name)}`, signOut));
});

function page(who, below) {
  return `<!doctype html><html lang="en"><title>Express</title><p id="who">${who}</p>${below}</html>`;
}

/** What somebody is called, as text of a page. */
function text(name) {
  return name.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const server = app.listen(process.env.PORT ?? 8080, HOST, (error) => {
  if (error) throw error;
  console.log(`listening on port ${server.address().port}`);
});
