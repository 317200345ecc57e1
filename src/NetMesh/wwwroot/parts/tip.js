// A small sign beside what is pointed at, or has the keyboard's focus: its values. Hidden from screen readers, to whom the same is said by the element's name.

import { el, setText } from '../markup.js';

/** @param frame the positioned element in which it moves */
export function tip(frame) {
  const sign = el('div.tip', { 'aria-hidden': 'true', hidden: true });
  frame.append(sign);
  return {
    /** Shows text at a point of the frame, in pixels. */
    show(text, x, y) {
      setText(sign, text);
      sign.hidden = false;
      const room = frame.clientWidth - sign.offsetWidth - 4;
      sign.style.left = `${Math.max(0, Math.min(room, x + 14))}px`;
      sign.style.top = `${y + 14 + sign.offsetHeight > frame.clientHeight && y > sign.offsetHeight + 14 ? y - sign.offsetHeight - 8 : y + 14}px`;
    },
    hide() { sign.hidden = true; },
  };
}

/** Where a pointer's event is in an element. */
export function pointIn(frame, event) {
  const box = frame.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
