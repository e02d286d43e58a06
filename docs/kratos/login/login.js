// Fills the sign-in form with what Ory Kratos asks for in this flow: fields, buttons, messages.
const kratos = document.querySelector("meta[name=kratos]").content;
const form = document.getElementById("form");
const flow = await fetchFlow(new URLSearchParams(location.search).get("flow"));

if (flow === null) {
  tell([{ text: "This form has run out. Go back to the site that you came from, and start again there." }]);
} else {
  form.action = flow.ui.action;
  tell(flow.ui.messages);
  form.append(...flow.ui.nodes.filter(isField).map(field));
  form.querySelector("input:not([type=hidden])")?.focus();
}

/** The flow of this browser, or nothing: it has run out, or is another browser's. */
async function fetchFlow(id) {
  if (id === null) return null;
  const address = `${kratos}/self-service/login/flows?id=${encodeURIComponent(id)}`;
  const response = await fetch(address, { credentials: "include", headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
}

function isField({ attributes }) {
  return attributes.node_type === "input";
}

function field({ attributes, meta, messages }) {
  const { name, type, value, required, disabled } = attributes;
  const words = meta.label?.text ?? name;
  if (type === "submit" || type === "button") {
    const button = document.createElement("button");
    Object.assign(button, { name, value: value ?? "", disabled, textContent: words });
    return button;
  }
  const input = document.createElement("input");
  Object.assign(input, { id: name, name, type, value: value ?? "", required: required === true, disabled });
  if (type === "hidden") return input;
  const label = document.createElement("label");
  label.append(words, " ", input, ...messages.map(paragraph));
  return label;
}

function tell(messages) {
  document.getElementById("messages").replaceChildren(...(messages ?? []).map(paragraph));
}

function paragraph({ text }) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
