// Plays a recorded run: slider, play and pause, speed. Time of the run, not of the reader, is what the slider shows.

import { el, setText } from '../markup.js';
import { clock } from '../numbers.js';

/** How long a whole run takes, in seconds. */
const lengths = [60, 30, 15, 5];

/** @param show called with the number of the moment that is reached */
export function player(show) {
  const slider = el('input', { type: 'range', id: 'slider', min: 0, step: 1, 'aria-label': 'Moment of the run', oninput: () => { pause(); reach(slider.valueAsNumber); } });
  const button = el('button.strong', { type: 'button', id: 'play', text: 'Play', onclick: () => timer ? pause() : play() });
  const speed = el('select', { id: 'speed', onchange: () => { begun = null; } }, ...lengths.map(s => el('option', { value: s, text: `whole run in ${s} s` })));
  speed.value = 30;
  const said = el('output', { for: 'slider' });
  let moments = null, timer = 0, begun = null;

  function reach(index) {
    slider.value = index;
    const text = `${clock(moments.all[index].at)} of ${clock(moments.last.at)}`;
    setText(said, text);
    slider.setAttribute('aria-valuetext', text);
    show(index);
  }

  function play() {
    if (slider.valueAsNumber >= moments.all.length - 1) reach(0);
    setText(button, 'Pause');
    begun = null;
    timer = requestAnimationFrame(step);
  }

  // Where the run should be by now: a slow machine leaves moments out rather than be late.
  function step(now) {
    const perMs = (moments.all.length - 1) / (1000 * speed.value);
    begun ??= now - slider.valueAsNumber / perMs;
    const index = Math.min(moments.all.length - 1, Math.floor((now - begun) * perMs + 1e-6));
    if (index !== slider.valueAsNumber) reach(index);
    if (index >= moments.all.length - 1) pause();
    else timer = requestAnimationFrame(step);
  }

  function pause() {
    cancelAnimationFrame(timer);
    timer = 0;
    setText(button, 'Play');
  }

  return {
    element: el('div.player', {}, el('div.row', {}, button, slider, said, el('label', {}, 'Speed', speed))),

    /** Another run; it stands at its end, where all of it is seen. */
    open(run) {
      pause();
      moments = run;
      slider.max = run.all.length - 1;
      reach(run.all.length - 1);
    },
    close: pause,
  };
}
