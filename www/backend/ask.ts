// Requests to the domain's backend, which is where this page comes from.
import { CrosspassError } from "../../crates/client/front/error.js";
import { boundedText, hasText } from "@crosspass/shared/answer";
import { knownCode } from "./codes.js";

const DEADLINE = 15_000;

/** Asks an address beside this page. The answer is one with these members; of any other, the error has a code. */
export async function ask<Name extends string>(
  address: "begin" | "session",
  given: Record<string, string | undefined>,
  ...members: Name[]
): Promise<Record<Name, string>> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(given),
      mode: "same-origin",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE),
    });
    status = response.status;
    text = await boundedText(response);
  } catch (cause) {
    throw new CrosspassError("network", "The backend is out of reach.", { cause });
  }
  const answer = parse(text);
  if (status !== 200) throw new CrosspassError(knownCode(answer), "The backend refused.");
  if (hasTexts(answer, members)) return answer;
  throw new CrosspassError("network", "Something else answered in the backend's place.");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasTexts<Name extends string>(answer: unknown, members: Name[]): answer is Record<Name, string> {
  return members.every((name) => hasText(answer, name));
}
