// The error page: replaces the general next step by the one for its code.
import { element } from "./dom";
import { isCode, messageOf } from "./messages";

const code = document.body.dataset["code"] ?? "";
if (isCode(code)) element("next", HTMLElement).textContent = messageOf(code, null).next;
