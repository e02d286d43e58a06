// The client's types under the strictest settings: each is what it says, and none is `any`.
import {
  CrosspassError,
  createClient,
  type Client,
  type ClientOptions,
  type CrosspassErrorCode,
  type ProofHeaders,
  type Session,
  type SignInOptions,
} from "@crosspass/client";
import { useSession, type SessionState } from "@crosspass/client/react";

type IsAny<T> = 0 extends 1 & T ? true : false;
type Same<A, B> = [A, B] extends [B, A] ? (IsAny<A> extends true ? false : true) : false;
const holds = <T extends true>(): T | undefined => undefined;

const options: ClientOptions = { issuer: "https://auth.example.com", apis: ["https://api.example.com"] };
const crosspass: Client = createClient(options);
const where: SignInOptions = { returnTo: "/" };

holds<Same<ReturnType<Client["getSession"]>, Session | null>>();
holds<Same<ReturnType<Client["requireSession"]>, Promise<Session>>>();
holds<Same<ReturnType<Client["signIn"]>, Promise<never>>>();
holds<Same<ReturnType<Client["fetch"]>, Promise<Response>>>();
holds<Same<ReturnType<Client["proof"]>, Promise<ProofHeaders>>>();
holds<Same<ReturnType<Client["onSessionChange"]>, () => void>>();
holds<Same<ReturnType<typeof useSession>, SessionState>>();
holds<Same<CrosspassError["code"], CrosspassErrorCode>>();

export function name(state: SessionState): string {
  switch (state.status) {
    case "signed-in":
      return state.session.name;
    case "signed-out":
    case "loading":
      // @ts-expect-error Nobody has no name.
      return state.session.name;
  }
}

export async function user(): Promise<string> {
  try {
    const { subject, expiresAt } = await crosspass.requireSession();
    return `${subject} until ${new Date(expiresAt * 1000).toISOString()}`;
  } catch (error) {
    if (!(error instanceof CrosspassError)) throw error;
    // @ts-expect-error A code that there is not.
    if (error.code === "no_such_code") return "";
    return error.code;
  }
}

// @ts-expect-error Without an issuer there is no client.
createClient({});
// @ts-expect-error A session belongs to the issuer; pages read it.
(crosspass.getSession() as Session).name = "Eve";
void crosspass.signIn(where);
