// The control API: JSON in and out; a refusal is an Error with the planet's own sentence.

export const get = path => ask(path, {});

export const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** A path of the API with a name in it. */
export const path = (before, name, after = '') => `${before}/${encodeURIComponent(name)}${after}`;

/** Asks again and again, a pause after every answer, until closed. */
export function poll(what, pauseMs, show, fail = () => {}) {
  let timer = 0, closed = false;
  const once = () => get(what).then(it => closed || show(it), error => closed || fail(error)).then(() => { if (!closed) timer = setTimeout(once, pauseMs); });
  once();
  return () => { closed = true; clearTimeout(timer); };
}

async function ask(what, options) {
  let response;
  try {
    response = await fetch(what, options);
  } catch {
    throw new Error('the planet does not answer');
  }
  if (response.ok) return response.json();
  throw new Error((await response.json().catch(() => null))?.error ?? `the planet answers ${response.status} to ${what}`);
}
