// src/main.tsx: the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Account } from "./account";
import { Api } from "./api";

createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <Account />
    <Api />
  </StrictMode>,
);
