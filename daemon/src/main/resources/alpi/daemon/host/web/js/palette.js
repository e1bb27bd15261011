// Everything by its name: Ctrl-K.
import { h, fill } from './dom.js';
import { state, ask, may, on } from './store.js';

export function openPalette(places, actions) {
  if (document.querySelector('dialog.palette')) return;
  const before = document.activeElement;
  let found = [];
  let picked = 0;
  const list = h('ul.options', { role: 'listbox', id: 'palette-list' });
  const input = h('input', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list',
    placeholder: 'Go to, open, do …', 'aria-label': 'Command', oninput: () => search(), onkeydown: key });
  const box = h('dialog.palette', { 'aria-label': 'Commands', oncancel: close, onclick: (e) => { if (e.target === box) close(); } }, input, list);
  let sessions = [];

  function close() { box.close(); box.remove(); before?.focus?.(); }

  function all() {
    return [
      ...state.approvals.map((a) => ({ name: 'Answer: ' + a.summary, kind: 'waiting', run: () => document.querySelector(`.sidecar [data-approval="${a.id}"] button`)?.focus() })),
      ...places.map((p) => ({ name: p.name, kind: 'page', run: () => { location.hash = '#/' + p.id; } })),
      ...actions().map((a) => ({ kind: 'do', ...a })),
      ...state.profiles.filter((p) => p !== state.profile).map((p) => ({ name: 'Profile ' + p, kind: 'profile', run: () => { location.hash = '#/profile/' + p; } })),
      ...sessions.map((s) => ({ name: s.title || 'Untitled', kind: 'conversation', run: () => { location.hash = '#/chat/' + s.id; } })),
    ];
  }

  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all().filter((x) => words.every((w) => (x.name + ' ' + x.kind).toLowerCase().includes(w))).slice(0, 12);
    picked = 0;
    paint();
  }

  function paint() {
    fill(list, found.length ? found.map((x, i) => h('li', { role: 'option', id: 'palette-' + i, 'aria-selected': String(i === picked), onclick: () => go(i) },
      h('span', {}, x.name), h('span.muted', {}, x.kind))) : h('li.muted', {}, 'Nothing is called that.'));
    input.setAttribute('aria-activedescendant', 'palette-' + picked);
  }

  function key(e) {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      picked = (picked + (e.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(1, found.length);
      paint();
    } else if (e.key === 'Enter') { e.preventDefault(); go(picked); }
  }

  function go(i) {
    const chosen = found[i];
    close();
    chosen?.run();
  }

  document.body.append(box);
  box.showModal();
  search();
  ask('host.session.list', { limit: 50 }).then((r) => { sessions = r.sessions; search(); }).catch(() => {});
}
