// The receiver page: takes the fragment off the address before anything else, loads the wasm, receives.
import { initSync, Receiver } from "@crosspass/client/wasm";
import { issuer } from "@crosspass/shared/issuer";
import { whenOrphaned } from "@crosspass/shared/orphan";
import { createHost } from "./host.js";
import { learnEnd } from "./ended.js";
import { reportRefusal } from "./report.js";
import { carryOut } from "./run.js";
import { showRefusal } from "./view.js";

// A ticket must not stay in the address or the history, whatever happens next.
const fragment = location.hash;
history.replaceState(null, "", location.pathname);

/** Where a propagation goes on, if this is a part of one: of the address only an id is taken. */
const onward = /^#propagate=([\w-]{22})$/.exec(fragment)?.[1];

// A frame's page could be dressed up by its parent: nothing is installed there.
const framed = window.top !== window.self;

try {
  initSync({ module: await compiled(new URL(__WASM_URL__, import.meta.url)) });
  await (fragment === "#ended" && !framed ? learnEnd() : receive());
} catch (error) {
  // A fetch that fails is a TypeError; a refusal by policy or a damaged module is another error.
  const code = error instanceof TypeError ? "network" : "wasm_blocked";
  showRefusal(code);
  reportRefusal(issuer, code);
}

/** The module: compiled while it loads, unless its host does not name its type. */
async function compiled(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  return WebAssembly.compileStreaming(response.clone()).catch(async () =>
    WebAssembly.compile(await response.arrayBuffer()),
  );
}

async function receive(): Promise<void> {
  const opener = window.opener as Window | null;
  const receiver = new Receiver(issuer, opener ?? undefined);
  const steps = receiver.arrive(onward ? "#begin" : fragment, framed);
  const isPopup = steps[0]?.[0] === "announce";
  const host = createHost(issuer, isPopup ? opener : null, onward);
  if (isPopup && opener) {
    addEventListener("message", (event) => void carryOut(receiver, host, receiver.hear(event)));
    whenOrphaned(opener, () => host.close());
  }
  await carryOut(receiver, host, steps);
}
