// src/crosspass.ts: the client of this domain, one for all components.
import { createClient } from "@crosspass/client";

export const crosspass = createClient({
  issuer: "https://auth.example.com",
  apis: ["https://api.example.com"],
});
