// What hostile script on the domain itself knows: the handoff that was begun, and what the story told it to do.
"use strict";

/** The story's words to this domain's hostile pages. */
const told = JSON.parse(localStorage.getItem("hostile") ?? "{}");

/** The handoff that this popup is for, as this origin's own database has it. */
function begun() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("crosspass", 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("attempts").objectStore("attempts").getAll();
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result.find(({ nonce }) => location.hash === `#popup=${nonce}`));
      };
    };
  });
}

/** Lets the real receiver take over in this window: same origin, same window, same fragment. */
function makeWay() {
  location.replace(`/genuine/receiver.html${location.hash}`);
}
