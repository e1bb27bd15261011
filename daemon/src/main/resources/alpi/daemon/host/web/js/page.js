// What pages have in common: a heading, tools, a body that is made anew, tables, and deeds.
import { h, fill, icon, chip, toast, empty } from './dom.js';
import { state, ask } from './store.js';
import { follow } from './views.js';

export class Page {
  /** @param views whose changes make it ask anew */
  constructor(title, views = []) {
    this.body = h('.page-body', {}, h('p.muted', {}, 'Loading …'));
    this.tools = h('.row.wrap.tools');
    this.head = h('h1', { tabIndex: -1 }, title);
    this.el = h('section.page', {}, h('header.row.wrap', {}, this.head, this.tools), this.body);
    this.offs = views.map((view) => follow(view, (document) => { if (document && this.shown) this.later(); }));
  }

  /** Shows the document of a view, and each later one. */
  mirror(view) {
    this.offs.push(follow(view, (document, fault) => {
      if (fault) this.failed(fault);
      else if (document) this.paint(() => this.draw(document));
    }));
  }

  later() {
    if (!this.due) this.due = setTimeout(() => { this.due = 0; if (this.el.isConnected) this.show(); }, 120);
  }

  async show() {
    const turn = this.turn = (this.turn || 0) + 1;
    try {
      const make = await this.load();
      // The answer to an older question says nothing any more.
      if (turn === this.turn && make) this.paint(make);
    } catch (fault) { this.failed(fault); }
    this.shown = true;
  }

  paint(make) { keepFocus(this.el, make, this.head); }

  failed(fault) {
    fill(this.body, empty('This cannot be shown', fault.message + (fault.hint ? ' ' + fault.hint : '')));
  }

  leave() { this.offs.forEach((off) => off()); }

  /** Does something and says so; whatever changed is asked for anew. */
  async act(method, params, done) {
    try {
      const result = await ask(method, params);
      if (done) toast(typeof done === 'function' ? done(result) : done);
      this.show();
      return result;
    } catch (fault) {
      toast(fault.message + (fault.hint ? ' ' + fault.hint : ''), 'bad');
      return null;
    }
  }
}

const REACHED = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
const named = (el) => el.getAttribute('aria-label') || el.textContent || el.id;

/** Makes a part anew; the focus stays with what has the same name in the same row, else near it. */
export function keepFocus(el, make, fallback) {
  const was = document.activeElement;
  if (!el.contains(was) || was === el || was === fallback) { make(); return; }
  const row = was.closest('[data-row]')?.dataset.row;
  const name = named(was);
  const scope = (row && was.closest('[data-row]')) || el;
  const index = [...scope.querySelectorAll(REACHED)].indexOf(was);
  make();
  if (was.isConnected) { if (document.activeElement !== was) was.focus(); return; }
  const now = (row && el.querySelector(`[data-row="${CSS.escape(row)}"]`)) || el;
  const there = [...now.querySelectorAll(REACHED)].filter((each) => !each.disabled);
  const next = there.find((each) => named(each) === name) || there[Math.min(index, there.length - 1)] || fallback;
  next?.focus({ preventScroll: true });
}

/** @param columns name, what it shows of a row, and a class; @param key what tells rows apart */
export function table(columns, rows, none, key = (row) => row.id) {
  if (!rows.length) return empty(none[0], none[1]);
  return h('.scroll', {}, h('table.rows', {},
    h('thead', {}, h('tr', {}, columns.map(([name, , kind]) => (name ? h('th', { scope: 'col', class: kind }, name)
      : h('td', { class: kind }))))),
    h('tbody', {}, rows.map((row) => h('tr', { 'data-row': key(row) || undefined }, columns.map(([name, show, kind]) =>
      h('td', { class: kind, 'data-name': name }, show(row))))))));
}

const BAD = new Set(['failed', 'lost', 'interrupted', 'denied', 'deny', 'refused', 'fail', 'missed', 'parked', 'corrupt', 'revoked']);
const WARN = new Set(['running', 'queued', 'warn', 'asked', 'paused', 'skipped', 'cancelled', 'expired', 'due', 'note']);
export function stateChip(text) {
  return text ? chip(text, BAD.has(text) ? 'bad' : WARN.has(text) ? 'warn' : 'good') : '';
}

export const mono = (text) => h('code.cut', { title: text || '' }, text || '');
export const runLink = (id) => (id ? h('a', { href: '#/runs/' + id, 'aria-label': 'Run ' + id.slice(-8), title: id }, h('code', {}, id.slice(-8))) : '');

/** Who did it, in words where we have them. */
export function actor(by) {
  if (!by) return '';
  const [kind, id = ''] = by.split(':');
  const said = { local: 'terminal', system: 'alpi', stranger: 'a stranger', schedule: 'a schedule', peer: 'peer ' + id, job: 'a run' }[kind]
    || (kind === 'device' ? (id === state.me?.id ? 'this browser' : state.devices.get(id) || 'a device') : by);
  return h('span', { title: by }, said);
}

export function iconButton(name, label, onclick) {
  return h('button.icon-btn', { type: 'button', 'aria-label': label, title: label, onclick }, icon(name));
}

export function tile(name, value) {
  return h('.tile', {}, h('span.muted', {}, name), h('strong', {}, value ?? ''));
}

export function diff(text) {
  return h('pre.diff', { tabIndex: 0, role: 'region', 'aria-label': 'What changes' }, text.split('\n').map((line) => {
    const kind = /^(\+\+\+|---)/.test(line) ? 'at' : line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : line.startsWith('@@') ? 'at' : '';
    return h('span' + (kind && '.' + kind), {}, line + '\n');
  }));
}
