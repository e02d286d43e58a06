// app/page.tsx: a server component. It may import the client, and knows nobody.
import { Account } from "./account";
import { Api } from "./api";
import { crosspass } from "./crosspass";

export default function Page() {
  return (
    <main>
      <p id="server">The server knows {crosspass.getSession()?.name ?? "nobody"}.</p>
      <Account />
      <Api />
    </main>
  );
}
