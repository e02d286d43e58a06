// Tells the browser's own resource timing of this page, and when the user clicked or sent a form.
const tell = (kind, url, started, ended, cached) =>
  chrome.runtime.sendMessage({
    kind,
    url,
    started: performance.timeOrigin + started,
    ended: performance.timeOrigin + ended,
    cached,
  });

const told = new Set();
const look = () => {
  for (const type of ["navigation", "resource"]) {
    for (const entry of performance.getEntriesByType(type)) {
      const key = `${type} ${entry.name} ${entry.startTime}`;
      if (entry.responseEnd === 0 || told.has(key)) continue;
      told.add(key);
      tell(type, entry.name, entry.startTime, entry.responseEnd, entry.deliveryType === "cache");
    }
  }
};

new PerformanceObserver(look).observe({ entryTypes: ["navigation", "resource"] });
addEventListener("DOMContentLoaded", look);
addEventListener("pagehide", look);
for (const type of ["click", "submit"]) {
  addEventListener(type, (event) => tell(type, location.href, event.timeStamp, event.timeStamp, false), true);
}
