// Three components with the hook on one client: counts subscriptions, renderings and different states.
import { createClient, type Client } from "@crosspass/client";
import { useSession, type SessionState } from "@crosspass/client/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const crosspass = createClient({ issuer: "https://auth.example.com" });
const seen = { subscriptions: 0, ended: 0, renderings: 0, states: [] as SessionState[], torn: 0 };
Object.assign(window, { crosspass, seen });

const counting: Client = {
  ...crosspass,
  onSessionChange(onChange) {
    const stop = crosspass.onSessionChange(onChange);
    seen.subscriptions += 1;
    return () => {
      seen.ended += 1;
      stop();
    };
  },
};

function Watcher({ id }: { id: string }) {
  const state = useSession(counting);
  seen.renderings += 1;
  if (!seen.states.includes(state)) seen.states.push(state);
  return <span id={id}>{state.session?.name ?? state.status}</span>;
}

function Watchers() {
  const [count, setCount] = useState(0);
  const [shown, setShown] = useState(true);
  const first = useSession(counting);
  const second = useSession(counting);
  if (first !== second) seen.torn += 1;
  return (
    <>
      {shown && ["one", "two", "three"].map((id) => <Watcher key={id} id={id} />)}
      <button id="again" onClick={() => setCount(count + 1)}>{count}</button>
      <button id="toggle" onClick={() => setShown(!shown)}>toggle</button>
    </>
  );
}

function Page() {
  const [shown, setShown] = useState(true);
  return (
    <>
      {shown && <Watchers />}
      <button id="leave" onClick={() => setShown(false)}>leave</button>
    </>
  );
}

createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
