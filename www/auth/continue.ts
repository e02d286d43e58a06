// The "Continue as" page: one named button, armed once it was seen.
import { guardClicks } from "@crosspass/shared/click-guard";
import { element } from "./dom";
import { handOver } from "./hand-over";

const button = element("continue", HTMLButtonElement);
const { begin, arm } = handOver({ button, onFailed: () => button.focus() }, false);

guardClicks(button, arm);
button.addEventListener("click", () => begin((signIn) => signIn.continueAs()));
