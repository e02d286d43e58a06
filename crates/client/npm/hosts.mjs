// The snippets: for nginx, Caddy, Netlify, Vercel and Express, each from the same rules.

const PAGE = "/crosspass/receiver.html";
const ABOUT = "Crosspass' receiver page";
const NO_FALLBACK = "A file or 404: a fallback to index.html must not answer here.";
const NO_OPENER_POLICY = "Cross-Origin-Opener-Policy would cut the popup off from the page that opened it.";

/** Location blocks. `add_header` in a location puts aside those of outer ones, so each has all of its own. */
export function nginx({ every, page, hashed, rest }) {
  const lines = (headers, indent) =>
    Object.entries({ ...headers, ...every }).map(([name, value]) => `${indent}add_header ${name} "${value}";`);
  return `# ${ABOUT}: into the server block of your site.
# ${NO_OPENER_POLICY}
# These blocks put aside what add_header sets outside of them; do not add it here.
location ^~ /crosspass/ {
    # ${NO_FALLBACK}
    try_files $uri =404;
    types {
        text/html html;
        text/css css;
        text/javascript js;
        application/json json;
        application/wasm wasm;
    }
    # brotli_static on;  # with ngx_brotli: serves the .br copies
${lines(rest, "    ").join("\n")}

    location = ${PAGE} {
        try_files $uri =404;
${lines(page, "        ").join("\n")}
    }

    location ~ "-[0-9A-Za-z]{8}\\.(js|css|wasm)$" {
        try_files $uri =404;
${lines(hashed, "        ").join("\n")}
    }
}`;
}

/** A `handle` block, with the place for the rest of the site beside it. */
export function caddy({ every, page, hashed, rest }) {
  const lines = (matcher, headers) =>
    Object.entries(headers).map(([name, value]) => `    header ${matcher}${name} "${value}"`);
  return `# ${ABOUT}: into the block of your site, beside its root.
handle /crosspass/* {
    @page path ${PAGE}
    @hashed {
        path /crosspass/*-*.js /crosspass/*-*.css /crosspass/*-*.wasm
        file
    }
    @rest path /crosspass/crosspass.json
    @wasm path *.wasm
${[...lines("", every), ...lines("@page ", page), ...lines("@hashed ", hashed), ...lines("@rest ", rest)].join("\n")}
    header @wasm Content-Type "application/wasm"
    # ${NO_OPENER_POLICY}
    header -Cross-Origin-Opener-Policy
    # ${NO_FALLBACK}
    file_server {
        precompressed br
    }
}
handle {
    # The rest of your site. A fallback belongs in here, not above: try_files {path} /index.html
    file_server
}`;
}

/** Tables of netlify.toml. Values of all rules that match a file are joined, so no header is in two of them. */
export function netlify({ every, page, hashed, rest }) {
  const table = (path, headers) => `[[headers]]
  for = "${path}"
  [headers.values]
${Object.entries(headers)
  .map(([name, value]) => `    ${name} = ${JSON.stringify(value)}`)
  .join("\n")}`;
  return `# ${ABOUT}: into netlify.toml, before other redirects.
# ${NO_OPENER_POLICY}
# Netlify joins the headers of all rules that match and takes none back: set it for no path that /crosspass/ is under.
${table("/crosspass/*", every)}

${table(PAGE, page)}

${table("/crosspass/crosspass.json", rest)}

${table("/crosspass/*.js", hashed)}

${table("/crosspass/*.css", hashed)}

${table("/crosspass/*.wasm", { ...hashed, "Content-Type": "application/wasm" })}

# ${NO_FALLBACK}
[[redirects]]
  from = "/crosspass/*"
  to = "/404.html"
  status = 404`;
}

/** vercel.json: JSON has no comments, so what to know stands in the README. The last of equal headers counts. */
export function vercel({ every, page, hashed, rest }) {
  const rule = (source, headers) => ({
    source,
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
  });
  // The browsers' default, said aloud: it undoes what a rule above sets.
  const undone = { "Cross-Origin-Opener-Policy": "unsafe-none" };
  const config = {
    headers: [
      rule("/crosspass/(.*)", { ...every, ...rest }),
      rule(PAGE, { ...page, ...undone }),
      rule("/crosspass/(.*)-([0-9A-Za-z]{8}).(js|css|wasm)", hashed),
      rule("/crosspass/(.*).wasm", { "Content-Type": "application/wasm" }),
    ],
    rewrites: [{ source: "/((?!crosspass/).*)", destination: "/index.html" }],
  };
  return JSON.stringify(config, null, 2);
}

/** A module with a middleware. */
export function express({ every, page, hashed, rest }) {
  const table = (headers) => JSON.stringify(headers, null, 2).replaceAll("\n", "\n  ");
  return `// ${ABOUT}. Before your routes and any fallback: app.use("/crosspass", crosspass("public/crosspass"));
import express from "express";

const HEADERS = {
  every: ${table(every)},
  page: ${table(page)},
  hashed: ${table(hashed)},
  rest: ${table(rest)},
};

export function crosspass(folder) {
  const kindOf = (file) => {
    if (file.endsWith("receiver.html")) return "page";
    return /-[0-9A-Za-z]{8}\\.(js|css|wasm)$/.test(file) ? "hashed" : "rest";
  };
  return express.static(folder, {
    // ${NO_FALLBACK}
    fallthrough: false,
    index: false,
    redirect: false,
    setHeaders(response, file) {
      for (const [name, value] of Object.entries({ ...HEADERS.every, ...HEADERS[kindOf(file)] })) {
        response.setHeader(name, value);
      }
      if (file.endsWith(".wasm")) response.setHeader("Content-Type", "application/wasm");
      // ${NO_OPENER_POLICY}
      response.removeHeader("Cross-Origin-Opener-Policy");
    },
  });
}`;
}
