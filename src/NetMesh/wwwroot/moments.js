// What was seen of a swarm, moment after moment: the memory behind its figures.

import { decoded } from './numbers.js';

/** A quarter of an hour of the live feed; a recorded run is kept whole. */
const kept = 900;

export class Moments {
  /** @param {object} start the swarm: name, title, pieces, regions */
  constructor(start, limit = kept) {
    this.start = start;
    this.limit = limit;
    this.all = [];
  }

  get last() { return this.all.at(-1); }

  /** Usual seconds between two moments. */
  get interval() {
    const { all } = this;
    return all.length < 2 ? 1 : (all.at(-1).at - all.at(-2).at) || 1;
  }

  /** The fewest and the most copies of a piece in all moments. */
  get range() { return [Math.min(255, ...this.all.map(it => it.min)), Math.max(0, ...this.all.map(it => it.max))]; }

  /** Takes a moment of the feed. Time that runs backwards is a planet that was started anew, of which nothing is known yet. */
  add(moment) {
    if (this.last && moment.at < this.last.at) this.all = [];
    if (this.last && moment.at === this.last.at) return;
    this.all.push({ ...moment, copies: decoded(moment.copies) });
    if (this.all.length > this.limit) this.all.shift();
  }

  /** The moment that is nearest to a time. */
  nearest(at) {
    let low = 0, high = this.all.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.all[middle].at <= at) low = middle; else high = middle;
    }
    return high > 0 && at - this.all[low].at > this.all[high].at - at ? high : low;
  }

  /** Until when a moment counts: the next one, unless nothing was heard for long. */
  endOf(index) {
    const { all, interval } = this;
    const here = all[index].at, next = all[index + 1]?.at ?? here + interval;
    const usual = index > 0 ? Math.max(interval, here - all[index - 1].at) : interval;
    return next - here > 4 * usual ? here + usual : next;
  }
}
