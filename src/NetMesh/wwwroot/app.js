// The frame of every page: which page an address means, whether the planet answers, day or night.

import { onConnection } from './feed.js';
import { el, setText } from './markup.js';
import { namesPage } from './pages/names.js';
import { peerPage } from './pages/peer.js';
import { planetPage } from './pages/planet.js';
import { replayPage } from './pages/replay.js';
import { swarmPage } from './pages/swarm.js';
import { themeButton } from './theme.js';

/** An address, the page, and the name of the entry it belongs to. A page gets the place to fill and the address's parts, and returns what closes it. */
const routes = [
  [/^#?\/?$/, planetPage, 'Planet'],
  [/^#\/swarm\/([^/]+)$/, swarmPage, 'Swarm'],
  [/^#\/peer\/([^/]+)$/, peerPage, 'Swarm'],
  [/^#\/names$/, namesPage, 'Names'],
  [/^#\/replay(?:\/([^/]+))?$/, replayPage, 'Replay'],
];

const main = document.getElementById('main');
const links = { Planet: '#/', Swarm: null, Names: '#/names', Replay: '#/replay' };
let close = () => {}, shown = null;

function show() {
  const { hash } = location;
  if (hash === shown || (shown !== null && !/^#?\/|^#?$/.test(hash))) return;
  const [match, page, entry] = routes.map(([pattern, ...rest]) => [hash.match(pattern), ...rest]).find(([it]) => it) ?? [[], planetPage, 'Planet'];
  close();
  main.replaceChildren();
  if (entry === 'Swarm' && page === swarmPage) links.Swarm = hash;
  document.getElementById('pages').replaceChildren(...Object.entries(links).filter(([, href]) => href)
    .map(([name, href]) => el('li', {}, el('a', { href, text: name, 'aria-current': name === entry ? 'page' : null }))));
  close = page(main, ...match.slice(1).map(part => part && decodeURIComponent(part))) ?? (() => {});
  const title = main.querySelector('h1');
  document.title = `${title.textContent} · NetMesh`;
  if (shown !== null) {
    // Who comes from another page begins at the top of this one, with the keyboard, too.
    title.tabIndex = -1;
    title.focus();
    scrollTo(0, 0);
  }
  shown = hash;
}

let wasLost = false;
onConnection(({ state, since }) => {
  const sign = document.getElementById('connection');
  sign.className = state;
  setText(sign, state === 'lost' ? `The planet does not answer since ${since.toLocaleTimeString()}; trying again` : state === 'none' ? '' : wasLost ? `live again since ${since.toLocaleTimeString()}` : 'live');
  wasLost ||= state === 'lost';
});
themeButton(document.getElementById('theme'));
addEventListener('hashchange', show);
show();
