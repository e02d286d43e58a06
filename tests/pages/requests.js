// Notes each request that scripts of the page make, before it leaves, by the real clock.
{
  const realFetch = fetch;
  globalThis.requests = [];
  globalThis.fetch = (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input, location.href);
    const note = { path: address.pathname, at: performance.timeOrigin + performance.now(), settled: false };
    globalThis.requests.push(note);
    const answered = (response) => {
      note.status = response.status;
      return response;
    };
    return realFetch(input, init).then(answered).finally(() => void (note.settled = true));
  };
}
