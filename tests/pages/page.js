// What the stories' page does: it logs every change of the session, and runs what a story asks of the client.
import { createClient } from "./client/index.js";

const query = new URLSearchParams(location.search);
/** What the client says went another way. */
const notices = [];
const client = createClient({
  issuer: "__CROSSPASS_ISSUER__",
  apis: query.getAll("api"),
  onNotice: ({ code }) => notices.push(code),
});

/** Every answer of `onSessionChange`, in order, after what the page began with. */
const heard = [];
/** How often a page that looks all the time would have shown "signed out". */
let flashes = 0;
/** Outcomes of what the story asked, by its numbers. */
const outcomes = {};

hear(client.getSession());
client.onSessionChange(hear);
setInterval(() => {
  if (heard.at(-1) !== null && client.getSession() === null) flashes += 1;
}, 100);
if (client.getSession()) await client.requireSession();
on("require", () => client.requireSession());
on("sign-out", () => client.signOut());
addEventListener("pageshow", (event) => {
  document.body.dataset.restored = String(event.persisted);
});

globalThis.story = {
  client,
  notices,
  heard: () => heard,
  flashes: () => flashes,
  /** Runs something that takes time; its outcome is looked up by the same number. */
  run(number, work) {
    outcomes[number] = null;
    void attempt(work).then((outcome) => (outcomes[number] = outcome));
  },
  outcome: (number) => outcomes[number] ?? null,
};
document.body.dataset.ready = "true";

function hear(session) {
  heard.push(session && { issuedAt: session.issuedAt, expiresAt: session.expiresAt, subject: session.subject });
  document.body.dataset.session = session ? "signed-in" : "none";
  document.getElementById("name").textContent = session?.name ?? "";
}

function on(id, work) {
  document.getElementById(id).addEventListener("click", async () => {
    const { error } = await attempt(work);
    document.body.dataset.code = error?.code ?? "";
  });
}

async function attempt(work) {
  try {
    return { value: (await work()) ?? null };
  } catch (error) {
    return { error: { name: error.name, code: error.code ?? null, message: error.message } };
  }
}
