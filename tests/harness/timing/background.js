// Passes on to the test what the pages told; a page's own policy could forbid it to do so itself.
chrome.runtime.onMessage.addListener((told) => {
  fetch("http://127.0.0.1:__PORT__/", { method: "POST", body: JSON.stringify(told) });
});
