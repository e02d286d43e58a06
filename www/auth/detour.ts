// Where the operator has it so, a sign-in goes to every domain before it ends. The page loads this as it leaves.
import { data } from "./data";
import { signInEverywhere } from "./everywhere";

// Straight to where the sign-in is to end, if the way by every domain is not to be had.
if ((await signInEverywhere(data)) !== null) location.assign(data.return_to ?? "/");
