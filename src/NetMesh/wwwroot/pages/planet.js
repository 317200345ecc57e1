// The planet as a whole: map, numbers, faults, swarms, hosts.

import { get, post } from '../api.js';
import { worldMap } from '../figures/worldMap.js';
import { listen } from '../feed.js';
import { el, setText } from '../markup.js';
import { count, digits, rate } from '../numbers.js';
import { faultForm } from '../parts/faultForm.js';
import { hostList } from '../parts/hostList.js';
import { swarmTable } from '../parts/swarmTable.js';
import { trafficTable } from '../parts/trafficTable.js';

const sum = (some, what) => some.reduce((total, it) => total + it[what], 0);

const lines = [
  ['hosts', 'hosts', now => count(now.hosts.total)],
  ['down', 'powered off', now => count(now.hosts.down)],
  ['connections', 'connections between hosts', now => count(now.connections)],
  ['clients', 'connections of real clients', now => count(sum(now.regions, 'clients'))],
  ['bytes', 'traffic between and within regions', now => rate(sum(now.traffic, 'bytes'))],
  ['drops', 'dropped', now => `${digits(sum(now.traffic, 'drops'))}/s`],
];

export function planetPage(place) {
  const title = el('h1', { text: 'Planet' }), about = el('p.about', { text: 'Waiting for the planet …' });
  const values = lines.map(([id]) => el('dd', { id, text: '–' }));
  const numbers = el('dl.numbers', {}, ...lines.map(([, name], i) => el('div', {}, el('dt', { text: name }), values[i])));
  const beside = el('div.beside'), swarms = swarmTable(), traffic = trafficTable(), hosts = hostList(act);
  const ofSwarms = el('section', {}, el('h2', { text: 'Swarms' }), swarms.element);
  let map = null, form = null, live = null, loading = false, closed = false, lastAt = -1, listed = -1;
  place.append(title, about, numbers, beside, hosts.element);

  // What a request changed is seen at once, not with the next second.
  async function act(what, body) {
    const faults = await post(what, body);
    if (live) show({ ...live, faults });
    return faults;
  }

  function show(now) {
    live = now;
    lines.forEach(([, , text], i) => setText(values[i], text(now)));
    numbers.dataset.at = now.at;
    swarms.show(now.swarms);
    traffic.show(now);
    hosts.showFaults(now.faults);
    map?.show(now);
    form?.show(now.faults);
  }

  async function take(now) {
    const isAnother = now.at < lastAt;
    lastAt = now.at;
    show(now);
    if (isAnother || now.hosts.total !== listed) load(isAnother);
  }

  // The world, once, and anew where another planet answers.
  async function load(anew) {
    if (loading) return;
    loading = true;
    try {
      if (!map || anew) {
        const world = await get('/api/world');
        if (closed) return;
        const labels = world.regions.map(it => it.label);
        map = worldMap(world, label => form.choose(label));
        form = faultForm(labels, act, chosen => map.choose(chosen));
        beside.replaceChildren(el('div', {}, map.element, traffic.element, ofSwarms), form.element);
        setText(about, `World “${world.name}”, seed ${world.seed}: every host is a program of its own, and real clients reach all of them. Choose regions on the map to break what is between them.`);
        if (live) show(live);
      }
      if (live && (anew || live.hosts.total !== listed)) {
        listed = live.hosts.total;
        await hosts.load();
      }
    } catch (error) {
      setText(about, `${error.message[0].toUpperCase()}${error.message.slice(1)}.`);
    } finally {
      loading = false;
    }
  }

  load(false);
  const close = listen('/api/live', { planet: take }, sentence => setText(about, sentence));
  return () => {
    closed = true;
    close();
  };
}
