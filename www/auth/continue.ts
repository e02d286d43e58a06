// The "Continue as" page: one named button, armed once it was seen.
import { armWhenSeen } from "./arm";
import { element } from "./dom";
import { handOver } from "./hand-over";

const button = element("continue", HTMLButtonElement);
const { begin, arm } = handOver({ button, onFailed: () => button.focus() }, false);

armWhenSeen(button, arm);
button.addEventListener("click", () => begin((signIn) => signIn.continueAs()));
