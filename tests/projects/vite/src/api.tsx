// src/api.tsx: what an API of another origin answers.
import { useState } from "react";
import { crosspass } from "./crosspass";

export function Api() {
  const [answer, setAnswer] = useState("");
  const ask = async () => {
    const response = await crosspass.fetch("https://api.example.com/me");
    setAnswer(await response.text());
  };
  return (
    <p>
      <button id="ask" onClick={() => void ask()}>Ask the API</button> <output id="answer">{answer}</output>
    </p>
  );
}
