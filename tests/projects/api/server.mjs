// server.mjs: an API on an origin of its own.
import { createServer } from "node:http";
import { admit } from "./caller.mjs";

const PAGE = "https://app.example.com";
const API = "https://api.example.com";

const server = createServer(async (request, response) => {
  const session = await admit(request, response, { page: PAGE, api: API });
  if (session) response.end(`Hello, ${session.name}.`);
});
server.listen(process.env.PORT ?? 8080, "127.0.0.1", () => console.log(`listening on port ${server.address().port}`));
