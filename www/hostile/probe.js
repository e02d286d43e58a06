// Everything that a page can see of another site's address without being let in: loaded by the story when it is wanted.
"use strict";

/** What an element says of an address that it loads. */
function loads(name, set) {
  return new Promise((resolve) => {
    const made = document.createElement(name);
    made.addEventListener("load", () => resolve(`load, ${made.contentWindow?.length}`));
    made.addEventListener("error", () => resolve("error"));
    set(made);
    document.body.append(made);
  });
}

/** What a request says, as far as the browser lets us look. */
async function requests(address, init) {
  try {
    const { type, status, redirected } = await fetch(address, { credentials: "include", ...init });
    return `${type} ${status} ${redirected}`;
  } catch (error) {
    return error.name;
  }
}

/** What a window handle says. */
function handle(victim) {
  const read = (look) => {
    try {
      return String(look());
    } catch (error) {
      return error.name;
    }
  };
  return [read(() => victim.closed), read(() => victim.length), read(() => victim.location.href)];
}

/** All but windows, of one address. */
async function probe(address) {
  return {
    frame: await loads("iframe", (made) => (made.src = address)),
    image: await loads("img", (made) => (made.src = address)),
    script: await loads("script", (made) => (made.src = address)),
    style: await loads("link", (made) => Object.assign(made, { rel: "stylesheet", href: address })),
    plain: await requests(address, { mode: "no-cors" }),
    redirected: await requests(address, { mode: "no-cors", redirect: "manual" }),
    readable: await requests(address, { mode: "cors" }),
  };
}
