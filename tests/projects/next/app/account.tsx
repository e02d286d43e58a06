// app/account.tsx: who is signed in, and the way in and out.
"use client";
import { useSession } from "@crosspass/client/react";
import { crosspass } from "./crosspass";

export function Account() {
  const { status, session } = useSession(crosspass);
  if (status === "loading") return <p>One moment…</p>;
  if (status === "signed-out") {
    return <button id="sign-in" onClick={() => void crosspass.signIn()}>Sign in</button>;
  }
  return (
    <p>
      <span id="who">Signed in as {session.name}</span>{" "}
      <button id="sign-out" onClick={() => void crosspass.signOut()}>Sign out</button>
    </p>
  );
}
