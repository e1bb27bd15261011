// Elements without templates or HTML text: what is shown is always a node or a text.

export function h(tag, props, ...kids) {
  const [name, ...classes] = tag.split('.');
  const el = document.createElement(name || 'div');
  if (classes.length) el.className = classes.join(' ');
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else if (key === 'class') el.className += ' ' + value;
    else if (key in el && typeof value !== 'string' && key !== 'list') el[key] = value;
    else if (key === 'value') el.value = value;
    else el.setAttribute(key, value === true ? '' : value);
  }
  append(el, kids);
  return el;
}

function append(el, kids) {
  for (const kid of kids.flat(Infinity)) {
    if (kid === undefined || kid === null || kid === false) continue;
    el.append(kid instanceof Node ? kid : String(kid));
  }
}

export function fill(el, ...kids) {
  el.replaceChildren();
  append(el, kids);
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z',
  sessions: 'M5 6h14M5 12h14M5 18h9',
  runs: 'M7 4v16l13-8z',
  schedules: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2',
  outputs: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5',
  events: 'M3 12h4l3-8 4 16 3-8h4',
  grants: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  egress: 'M7 17L17 7M9 7h8v8',
  audit: 'M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  blobs: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  peers: 'M6 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM18 3a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM18 15a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8.700 10.600l6.600-3.200M8.700 13.400l6.600 3.200',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  devices: 'M4 5h12v10H4zM2 19h12M18 9h4v11h-4z',
  memory: 'M9 4a3 3 0 0 0-3 3 3 3 0 0 0-1 5.500A3.500 3.500 0 0 0 9 19h1V4zM15 4a3 3 0 0 1 3 3 3 3 0 0 1 1 5.500A3.500 3.500 0 0 1 15 19h-1V4z',
  usage: 'M5 20V10M12 20V4M19 20v-7',
  context: 'M12 4l9 4.500-9 4.500-9-4.500zM3 12.500l9 4.500 9-4.500M3 16.500l9 4.500 9-4.500',
  more: 'M4 6h16M4 12h16M4 18h16',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
  send: 'M4 12l16-8-6 16-3-7z',
  stop: 'M7 7h10v10H7z',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
  plus: 'M12 5v14M5 12h14',
  x: 'M6 6l12 12M18 6L6 18',
  right: 'M9 6l6 6-6 6',
  fork: 'M7 4v16M7 12c6 0 10-2 10-8',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] || PATHS.right);
  svg.append(path);
  return svg;
}

export function button(label, onclick, kind = '') {
  return h('button.btn' + (kind && '.' + kind), { type: 'button', onclick }, label);
}

export function ago(iso) {
  if (!iso) return '';
  const s = (Date.now() - Date.parse(iso)) / 1000;
  const abs = Math.abs(s);
  const said = abs < 60 ? `${Math.round(abs)} s` : abs < 3600 ? `${Math.round(abs / 60)} min`
    : abs < 86400 ? `${Math.round(abs / 3600)} h` : `${Math.round(abs / 86400)} d`;
  if (abs < 5) return 'now';
  return s >= 0 ? said + ' ago' : 'in ' + said;
}

export function when(iso) {
  return h('time', { datetime: iso || '', title: iso ? new Date(iso).toLocaleString() : '' }, ago(iso));
}

export function clock(iso) {
  return iso ? new Date(iso).toLocaleTimeString([], { hour12: false }) : '';
}

export function bytes(n) {
  if (n === undefined || n === null) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  while (n >= 1024 && i < 4) { n /= 1024; i++; }
  return (i && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + units[i];
}

export function span(ms) {
  if (ms === undefined || ms === null) return '';
  if (ms < 1000) return ms + ' ms';
  return ms < 60000 ? (ms / 1000).toFixed(1) + ' s' : Math.round(ms / 60000) + ' min';
}

export function usd(x) {
  return x === undefined || x === null ? '' : '$' + Number(x).toFixed(x < 0.1 && x > 0 ? 4 : 2);
}

export function empty(title, sentence) {
  return h('.empty', {}, h('p.empty-title', {}, title), h('p', {}, said(sentence)));
}

/** A sentence of ours, in which `this` is a command. */
export function said(sentence) {
  return sentence.split('`').map((part, i) => (i % 2 ? h('code', {}, part) : part));
}

export function chip(text, kind = '') {
  return h('span.chip' + (kind && '.' + kind), {}, text);
}

let toasts;
export function toast(text, kind = '') {
  if (!toasts) {
    toasts = h('.toasts', { role: 'status', 'aria-live': 'polite' });
    document.body.append(toasts);
  }
  const el = h('.toast' + (kind && '.' + kind), {}, text);
  toasts.append(el);
  setTimeout(() => el.remove(), 6000);
}

/** A box over the page. Escape and what `end` is given close it, and the focus goes back where it was. */
export function modal(label, build, kind = '') {
  return new Promise((done) => {
    const before = document.activeElement;
    const end = (answer) => {
      box.close();
      box.remove();
      if (before?.isConnected) before.focus(); else document.getElementById('main')?.focus();
      done(answer);
    };
    const box = h('dialog.box' + kind, { 'aria-label': label, oncancel: (e) => { e.preventDefault(); end(null); } });
    append(box, [build(end)]);
    document.body.append(box);
    box.showModal();
  });
}

/** A question before something cannot be taken back. */
export async function confirmBox(title, sentence, yes) {
  return !!(await modal(title, (end) => [h('h2', {}, title), h('p', {}, said(sentence)),
    h('.row.end', {}, button('Cancel', () => end(false)), button(yes, () => end(true), 'danger'))]));
}

/** A line to write; null when it is left. */
export function askBox(title, label, value, yes) {
  return modal(title, (end) => {
    const field = h('input', { type: 'text', 'aria-label': label, value, autofocus: true });
    return h('form', { onsubmit: (e) => { e.preventDefault(); end(field.value.trim() || null); } },
      h('h2', {}, title), h('label.stack', {}, h('span.muted', {}, label), field),
      h('.row.end', {}, button('Cancel', () => end(null)), h('button.btn.primary', { type: 'submit' }, yes)));
  });
}
