// A name is looked up by a region's resolver, and the way is drawn, hop by hop.

import { get, post } from '../api.js';
import { resolutionMap } from '../figures/resolutionMap.js';
import { el, setText } from '../markup.js';
import { digits, several } from '../numbers.js';

const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT', 'SRV', 'DS', 'DNSKEY'];

export function namesPage(place) {
  const name = el('input', { type: 'text', id: 'name', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: 'www.netcinema.com' });
  const from = el('select', { id: 'from' }), type = el('select', { id: 'type' }, ...types.map(text => el('option', { value: text, text })));
  const said = el('p.about', { role: 'status', id: 'said' }), trouble = el('p.error', { role: 'alert' });
  const records = el('ul', { id: 'records' }), hops = el('tbody', { id: 'hops' }), figure = el('div');
  const table = el('div.wide', { hidden: true }, el('table', {}, el('caption', { text: 'The servers that were asked, in turn' }),
    el('thead', {}, el('tr', {}, ...['', 'server', 'region', 'zone', 'asked for', 'outcome', 'began', 'took'].map((text, i) => el(i > 5 ? 'th.number' : 'th', { scope: 'col', text: text || '#' })))), hops));
  let map = null, closed = false;
  place.append(
    el('h1', { text: 'Names' }),
    el('p.about', { text: 'A region’s resolver looks a name up. It remembers what it heard: asked again, it asks nobody.' }),
    el('form.row', { onsubmit: event => { event.preventDefault(); look(); } },
      el('label', {}, 'Name', name), el('label', {}, 'Type', type), el('label', {}, 'From', from), el('button', { type: 'submit', id: 'look', text: 'Look up' })),
    trouble, said, records, figure, table);

  async function look() {
    setText(trouble, '');
    setText(said, `Looking up ${name.value} …`);
    try {
      const found = await post('/api/resolutions', { name: name.value, type: type.value, from: from.value });
      if (!closed) show({ ...found, hops: found.hops.map((hop, i) => ({ ...hop, number: i + 1 })) });
    } catch (error) {
      show(null);
      setText(said, '');
      setText(trouble, error.message);
    }
  }

  function show(found) {
    map?.show(found);
    table.hidden = !found?.hops.length;
    records.replaceChildren(...(found?.answers ?? []).map(text => el('li', {}, el('code', { text }))));
    hops.replaceChildren(...(found?.hops ?? []).map(hop => el('tr', {},
      el('th', { scope: 'row', text: hop.number }), ...[hop.host ?? hop.server, hop.region ?? 'beyond the planet', hop.zone, `${hop.name} ${hop.type}`, hop.outcome].map(text => el('td', { text })),
      ...[hop.beganMs, hop.tookMs].map(ms => el('td.number', { text: `${digits(ms)} ms` })))));
    if (found) setText(said, found.hops.length ? `${found.resolver} in ${found.from} asked ${several(found.hops.length, 'server')}: ${found.code}.` : `${found.resolver} in ${found.from} knew: ${found.code}.`);
  }

  get('/api/world').then(world => {
    if (closed) return;
    from.replaceChildren(...world.regions.map(it => el('option', { value: it.label, text: it.label })));
    map = resolutionMap(world);
    figure.replaceChildren(map.element);
  }, error => setText(trouble, error.message));
  return () => { closed = true; };
}
