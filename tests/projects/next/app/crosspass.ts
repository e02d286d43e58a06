// app/crosspass.ts: the client of this domain, for server and client components alike.
import { createClient } from "@crosspass/client";

export const crosspass = createClient({
  issuer: "https://auth.example.com",
  apis: ["https://api.example.com"],
});
