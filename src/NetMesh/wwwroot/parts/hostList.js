// The planet's hosts, all of them, searched and filtered; the one that is chosen can be powered off and on.

import { get, path } from '../api.js';
import { el, setText } from '../markup.js';
import { bits, count, digits } from '../numbers.js';
import { rows } from './rows.js';

/** @param act sends a request and returns the faults after it */
export function hostList(act) {
  let hosts = [], down = new Set(), chosen = null, downText = '';
  const search = el('input', { type: 'search', id: 'host-search', placeholder: 'name or address', 'aria-label': 'Search hosts by name or address', oninput: filter });
  const region = el('select', { id: 'host-region', 'aria-label': 'Region of the hosts', onchange: filter }, el('option', { value: '', text: 'all regions' }));
  const said = el('p.about', { role: 'status' }), trouble = el('p.error', { role: 'alert' });
  const list = rows({
    label: 'Hosts; arrow keys move, Enter chooses', key: host => host.name, choose: host => { chosen = host; detail(); },
    columns: [
      { title: 'Host', width: 'minmax(9rem, 2fr)', narrow: 'minmax(0, 3fr)', text: it => it.name, off: it => down.has(it.name) },
      { title: 'Region', width: 'minmax(6rem, 1fr)', text: it => it.region },
      { title: 'Address', width: '8rem', narrow: 'minmax(0, 2fr)', text: it => it.address },
      { title: 'Up', width: '6rem', number: true, text: it => bits(it.upBitsPerSecond), sort: it => it.upBitsPerSecond },
      { title: 'Down', width: '6rem', number: true, text: it => bits(it.downBitsPerSecond), sort: it => it.downBitsPerSecond },
      { title: 'Runs', width: 'minmax(4rem, 1fr)', text: it => it.services.map(service => service.name).join(', ') },
      { title: 'State', width: '4rem', narrow: '3rem', text: it => down.has(it.name) ? 'off' : 'on' },
    ],
  });
  const name = el('h3', { text: 'No host is chosen' }), facts = el('p.about', { text: 'Choose one in the list.' });
  const power = el('button', { type: 'button', id: 'host-power', hidden: true, onclick: () => change(`/api/hosts/${encodeURIComponent(chosen.name)}/${down.has(chosen.name) ? 'start' : 'kill'}`, {}) });
  const slow = el('button', { type: 'button', id: 'host-slow', hidden: true, text: 'Link at 10 %', onclick: () => change('/api/faults/link', { host: chosen.name, rateFactor: .1 }) });
  const heal = el('button', { type: 'button', id: 'host-heal', hidden: true, text: 'Heal its link', onclick: () => change('/api/faults/heal', { host: chosen.name }) });
  const view = el('a', { hidden: true, text: 'Its own view of the swarm' });

  function filter() {
    const word = search.value.trim().toLowerCase();
    const found = hosts.filter(it => (!region.value || it.region === region.value) && (!word || it.name.toLowerCase().includes(word) || it.address.includes(word)));
    list.show(found);
    setText(said, `${count(found.length)} of ${count(hosts.length)} hosts.`);
  }

  function detail() {
    if (!chosen) return;
    const isDown = down.has(chosen.name), isPeer = chosen.services.some(it => it.name === 'peer');
    setText(name, chosen.name);
    setText(facts, `${chosen.address} in ${chosen.region}; up ${bits(chosen.upBitsPerSecond)}, down ${bits(chosen.downBitsPerSecond)}, latency ${digits(chosen.latencyMs)} ms; `
      + `runs ${chosen.services.map(it => `${it.name} (port ${it.port})`).join(', ') || 'nothing'}; ${isDown ? 'powered off' : 'on'}.`);
    setText(power, isDown ? 'Start' : 'Power off');
    view.href = path('#/peer', chosen.name);
    for (const it of [power, slow, heal]) it.hidden = false;
    view.hidden = !isPeer;
  }

  async function change(what, body) {
    try {
      setText(trouble, '');
      showFaults(await act(what, body));
    } catch (error) {
      setText(trouble, error.message);
    }
  }

  function showFaults(faults) {
    const text = faults.hostsDown.join();
    if (text === downText) return;
    downText = text;
    down = new Set(faults.hostsDown);
    filter();
    detail();
  }

  /** Asks the planet for its hosts. */
  async function load() {
    try {
      const listing = await get('/api/hosts');
      hosts = listing.hosts;
      const before = region.value;
      region.replaceChildren(region.firstChild, ...listing.regions.map(text => el('option', { value: text, text })));
      region.value = before;
      setText(trouble, '');
      filter();
    } catch (error) {
      setText(trouble, error.message);
    }
  }

  return {
    element: el('section', { 'aria-labelledby': 'hosts-title' },
      el('h2', { id: 'hosts-title', text: 'Hosts' }), el('div.row', {}, search, region), said, list.element,
      el('div', {}, name, facts, el('div.row', {}, power, slow, heal, view), trouble)),
    load,
    showFaults,
  };
}
