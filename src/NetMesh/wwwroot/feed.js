// The live feed: server-sent events, opened again for as long as somebody listens. What the connection is like is told to one place, for all to see.

const againMs = 2000, silentMs = 5000;

/** Hears of the connection: { state: 'live' | 'lost' | 'none', since: Date }. */
let tell = () => {};
export const onConnection = listener => { tell = listener; };

/**
 * Listens to a feed.
 * @param {string} path of the control API
 * @param {object} events what to call with the data of which event
 * @param {function} refused is called with a sentence where the planet has no such feed (now); it is asked again nevertheless
 * @returns {function} that closes it
 */
export function listen(path, events, refused = () => {}) {
  let source = null, timer = 0, closed = false, heard = Date.now(), state = '';
  const report = now => {
    if (now === state) return;
    state = now;
    tell({ state, since: new Date(heard) });
  };
  const open = () => {
    source = new EventSource(path);
    for (const [name, take] of Object.entries(events)) {
      source.addEventListener(name, event => {
        heard = Date.now();
        report('live');
        take(JSON.parse(event.data));
      });
    }
    source.onerror = () => {
      report('lost');
      source.close();
      timer = setTimeout(again, againMs);
    };
  };

  // A feed that is refused says why when it is asked plainly.
  const again = async () => {
    const asking = new AbortController();
    try {
      const response = await fetch(path, { signal: asking.signal });
      if (!response.ok) throw new Error((await response.json()).error);
      asking.abort();
      if (!closed) open();
    } catch (error) {
      if (closed) return;
      if (!(error instanceof TypeError)) refused(error.message);
      timer = setTimeout(again, againMs);
    }
  };

  // A connection can be open and dead.
  const watch = setInterval(() => { if (Date.now() - heard > silentMs) report('lost'); }, 1000);
  open();
  return () => {
    closed = true;
    source.close();
    clearTimeout(timer);
    clearInterval(watch);
    tell({ state: 'none', since: null });
  };
}
