// login.js: /login.html?next=/orders signs in and goes on, wherever the form now is.
import { createClient } from "./node_modules/@crosspass/client/index.js";

const crosspass = createClient({ issuer: "https://auth.example.com" });
// Without a session the browser leaves for the issuer, and comes back to this very address.
await crosspass.requireSession();
// Anybody can write a link to here: it goes on within this origin, or nowhere.
const next = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
location.replace(next.origin === location.origin ? next : "/");
