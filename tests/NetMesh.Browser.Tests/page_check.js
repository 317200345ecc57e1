// What a reader would stumble on in the page as it is shown now: a list of complaints, each a line.
() => {
  const complaints = [];
  const say = (what, element) => complaints.push(`${what}: ${(element.getAttribute?.('aria-label') || element.textContent || element.tagName).trim().slice(0, 70)}`);
  const isVisible = element => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === 'visible'; };

  // The page is never wider than its window; what is wider itself, such as a table, moves on its own.
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    complaints.push(`page is ${document.documentElement.scrollWidth} wide in a window of ${document.documentElement.clientWidth}`);
  }

  // Headings: one of the first level, and none skips a level.
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const its = Number(heading.tagName[1]);
    if (its > level + 1 || (its === 1 && level > 0)) say('heading out of order', heading);
    level = its;
  }
  if (level === 0 || !document.querySelector('h1')) complaints.push('no heading');

  // An address that begins with #/ is a page of its own, which the same file draws.
  for (const link of document.querySelectorAll('a[href^="#"]:not([href^="#/"])')) {
    if (!document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)))) say('link to nowhere', link);
  }

  for (const figure of document.querySelectorAll('figure')) {
    if (!(figure.querySelector('figcaption')?.textContent ?? '').trim()) say('figure without a caption', figure);
    const drawings = [...figure.querySelectorAll('svg[role=img]')].filter(isVisible);
    if (drawings.length !== 1 && !figure.querySelector('p')) say(`figure with ${drawings.length} drawings`, figure);
  }

  // Drawings: a name for those who do not see them; labels whole, apart, and large enough.
  for (const svg of document.querySelectorAll('svg:not([aria-hidden])')) {
    if (!isVisible(svg)) continue;
    // What holds buttons is a group: an image has no parts.
    if (svg.getAttribute('role') !== (svg.querySelector('[tabindex]') ? 'group' : 'img') || !svg.getAttribute('aria-label')) say('drawing without a name', svg);
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll('text')].map(text => ({ text, box: text.getBoundingClientRect() }));
    labels.forEach(({ text, box }, i) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) say('label cut off', text);
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.abs(svg.getScreenCTM().a);
      if (size < 9) say(`label of ${size.toFixed(1)} pixels`, text);
      for (const other of labels.slice(i + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // A line box is higher than its letters.
        if (wide > 1 && high > 0.25 * Math.min(box.height, other.box.height)) say(`label over '${other.text.textContent}'`, text);
      }
    });
  }

  // Contrast (WCAG 2, 1.4.3): 4.5 to 1 everywhere, whatever the size.
  const colour = text => { const n = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number); return { rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1 }; };
  const over = (top, alpha, below) => below.map((c, i) => alpha * top[i] + (1 - alpha) * c);
  const luminance = rgb => { const [r, g, b] = rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const blank = document.body.appendChild(document.createElement('i'));
  blank.style.backgroundColor = 'Canvas';
  const canvas = colour(getComputedStyle(blank).backgroundColor).rgb;
  blank.remove();
  const behind = element => {
    const layers = [];
    for (let it = element; it; it = it.parentElement) layers.push(colour(getComputedStyle(it).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer.rgb, layer.alpha, below), canvas);
  };
  // What was painted before a label at a point of it.
  const behindLabel = (text, svg, x, y) => {
    const style = getComputedStyle(text);
    if (style.stroke !== 'none' && style.paintOrder.startsWith('stroke')) return colour(style.stroke).rgb;
    const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    let seen = behind(svg);
    for (const shape of svg.querySelectorAll('rect, path, circle')) {
      if (shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING) break;
      const paint = getComputedStyle(shape);
      if (paint.fill !== 'none' && shape.isPointInFill(at)) seen = over(colour(paint.fill).rgb, parseFloat(paint.fillOpacity), seen);
    }
    return seen;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !isVisible(element) || element.closest('title')) continue;
    const svg = element.closest('svg');
    const box = element.getBoundingClientRect();
    const [ink, grounds] = svg
      ? [colour(getComputedStyle(element).fill).rgb, [0.1, 0.5, 0.9].map(share => behindLabel(element, svg, box.left + share * box.width, (box.top + box.bottom) / 2))]
      : [colour(getComputedStyle(element).color).rgb, [behind(element)]];
    const worst = Math.min(...grounds.map(ground => ratio(ink, ground)));
    if (worst < 4.5) say(`contrast ${worst.toFixed(1)}`, element);
  }

  return complaints;
}
