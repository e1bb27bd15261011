// Charts drawn by ourselves: bars in SVG, with what they say as text for who cannot see them.
const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 380;
const HEIGHT = 140;
const LEFT = 44;
const BOTTOM = 20;

function s(tag, attributes, ...kids) {
  const el = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  el.append(...kids.filter((kid) => kid !== null && kid !== undefined));
  return el;
}

function figure(title, drawing, legend = []) {
  const el = document.createElement('figure');
  el.className = 'chart';
  const caption = document.createElement('figcaption');
  caption.append(title);
  legend.forEach((name, i) => {
    const key = document.createElement('span');
    key.className = 'key key-' + i;
    key.append(name);
    caption.append(key);
  });
  el.append(caption, drawing);
  return el;
}

/** A round number not below the largest, so that lines stand at numbers one can read. */
export function ceiling(most) {
  if (!(most > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 5, 10].map((step) => step * unit).find((each) => each >= most - 1e-12);
}

/**
 * Upright bars, one a point, the parts of each upon one another.
 *
 * @param points `{ name, parts: [number] }`, the oldest first
 */
export function columns(title, points, say, legend) {
  const total = (point) => point.parts.reduce((all, each) => all + each, 0);
  const top = ceiling(Math.max(...points.map(total), 0));
  const room = HEIGHT - BOTTOM - 8;
  const wide = (WIDTH - LEFT) / Math.max(1, points.length);
  const y = (value) => 8 + room - (value / top) * room;
  const used = points.filter((point) => total(point) > 0);
  const svg = s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', class: 'columns',
    'aria-label': `${title}: ${used.length ? used.length + ' days with use, at most ' + say(Math.max(...used.map(total))) : 'nothing yet'}` });
  for (const part of [0, 0.5, 1]) {
    svg.append(s('line', { x1: LEFT, x2: WIDTH, y1: y(top * part), y2: y(top * part), class: 'grid' }),
      s('text', { x: LEFT - 6, y: y(top * part) + 4, class: 'axis', 'text-anchor': 'end' }, say(top * part)));
  }
  points.forEach((point, i) => {
    const x = LEFT + i * wide;
    let low = 0;
    const bar = s('g', {}, s('title', {}, `${point.name}: ${say(total(point))}`),
      s('rect', { x, y: 8, width: wide, height: room, class: 'reach' }));
    point.parts.forEach((part, k) => {
      if (part <= 0) return;
      const high = Math.max(1, (part / top) * room);
      bar.append(s('rect', { x: x + wide * 0.15, width: Math.max(1, wide * 0.7), y: y(low) - high, height: high, rx: 1.5, class: 'part part-' + k }));
      low += part;
    });
    svg.append(bar);
    if (i === 0 || i === points.length - 1 || (points.length > 12 && i === Math.floor(points.length / 2))) {
      const side = i === 0 ? 'start' : i === points.length - 1 ? 'end' : 'middle';
      svg.append(s('text', { x: side === 'start' ? x : side === 'end' ? x + wide : x + wide / 2, y: HEIGHT - 4, class: 'axis', 'text-anchor': side }, point.name));
    }
  });
  return figure(title, svg, legend);
}

/** A bar that lies, for a share of something; what it says stands beside it. */
export function share(part, whole, label) {
  const filled = whole > 0 ? Math.min(1, part / whole) : 0;
  return s('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none', role: 'img', class: 'share', 'aria-label': label },
    s('rect', { x: 0, y: 0, width: 100, height: 6, rx: 1, class: 'trough' }),
    s('rect', { x: 0, y: 0, width: Math.max(part > 0 ? 0.6 : 0, filled * 100), height: 6, rx: 1, class: 'part part-0' }));
}
