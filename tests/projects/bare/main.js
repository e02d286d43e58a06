// main.js: the package's files as they are, from the page's own folder.
import { createClient } from "./node_modules/@crosspass/client/index.js";

const crosspass = createClient({ issuer: "https://auth.example.com", apis: ["https://api.example.com"] });
const { name } = await crosspass.requireSession();
document.querySelector("#who").textContent = `Signed in as ${name}`;
document.querySelector("#ask").onclick = async () => {
  const response = await crosspass.fetch("https://api.example.com/me");
  document.querySelector("#answer").textContent = await response.text();
};
