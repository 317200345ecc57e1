// Elements made in code. Nothing here takes HTML: what the planet says is text, and stays text.

const drawn = 'http://www.w3.org/2000/svg';

/**
 * An HTML element.
 * @param {string} name its tag, and classes after dots: 'p.about'
 * @param {object} attributes an attribute that is null or false is left out; a function listens ('onclick'); 'text' is its text
 */
export const el = (name, attributes = {}, ...children) => make(part => document.createElement(part), name, attributes, children);

/** The same for a part of a drawing. */
export const svg = (name, attributes = {}, ...children) => make(part => document.createElementNS(drawn, part), name, attributes, children);

/** Sets what differs only: a page is told everything every second, and most of it is what it was. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
  }
}

/** A drawing of its own that tells nothing that is not said beside it. */
export const sketch = (width, height, ...children) => svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' }, ...children);

function make(create, name, attributes, children) {
  const [tag, ...classes] = name.split('.');
  const element = create(tag);
  if (classes.length) element.setAttribute('class', classes.join(' '));
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key === 'text') element.textContent = value;
    else if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child != null && child !== false));
  return element;
}
