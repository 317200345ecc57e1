// A recording: lines of JSON, { start } before the moments of every run, then a { moment } each.

import { Moments } from './moments.js';

/**
 * @param {string} text the file
 * @returns {Moments[]} the runs
 */
export function readRecording(text) {
  const runs = [];
  text.split('\n').forEach((line, i) => {
    if (!line.trim()) return;
    let it;
    try {
      it = JSON.parse(line);
    } catch {
      throw new Error(`line ${i + 1} is no JSON; expected a recording of netmesh lab run --record`);
    }
    if (it.start) runs.push(new Moments(it.start, Infinity));
    else if (it.moment && runs.length) runs.at(-1).add(it.moment);
    else throw new Error(`line ${i + 1} is neither a start nor a moment of a recorded run`);
  });
  if (!runs.some(run => run.all.length)) throw new Error('there is no recorded moment in it');
  return runs.filter(run => run.all.length);
}
