// The record as a list of any length: only the rows in sight exist.
import { h, fill, clock, empty, when } from './dom.js';
import { code } from './markdown.js';
import { state, ask, on } from './store.js';
import { tone, words } from './sidecar.js';

const ROW = 30;
const MOST = 10_000;
const PAGE = 1000;

export class Events {
  constructor(at) {
    this.all = [];
    this.shown = [];
    this.picked = Number(at) || 0;
    this.search = h('input', { type: 'search', placeholder: 'Filter: kind, tool, host, run …', 'aria-label': 'Filter', oninput: () => this.filter() });
    this.bad = h('input', { type: 'checkbox', onchange: () => this.filter() });
    this.count = h('span.muted', { 'aria-live': 'polite' });
    this.space = h('.space');
    this.view = h('.timeline', { tabIndex: 0, role: 'listbox', 'aria-label': 'Events, newest first',
      onscroll: () => this.draw(), onkeydown: (e) => this.key(e) }, this.space);
    this.detail = h('section.detail', { 'aria-live': 'polite' });
    this.el = h('section.page.fixed', {},
      h('header.row.wrap', {}, h('h1', {}, 'Events'), this.search, h('label.row', {}, this.bad, 'only trouble'), this.count),
      this.split = h('.split', {}, this.view, this.detail));
    this.off = on('event', (event) => { this.all.unshift(event); this.filter(true); });
    this.load();
    new ResizeObserver(() => this.draw()).observe(this.view);
  }

  leave() { this.off(); }

  async load() {
    const first = await ask('host.events.read', { after: 0, limit: 1 });
    let after = Math.max(0, first.head - MOST, this.picked ? Math.min(this.picked - 1, first.head - MOST) : 0);
    while (after < first.head && this.el.isConnected !== false) {
      const page = await ask('host.events.read', { after, limit: PAGE });
      if (!page.events.length) break;
      after = page.events.at(-1).seq;
      const known = this.all.length ? this.all[0].seq : 0;
      this.all.unshift(...page.events.filter((e) => e.seq > known || !this.all.length).reverse());
      this.filter(true);
    }
    if (this.picked) this.pick(this.shown.findIndex((e) => e.seq === this.picked));
  }

  filter(keep) {
    const parts = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = this.all.filter((e) => (!this.bad.checked || tone(e.kind) === 'bad')
      && parts.every((p) => (e.text ||= (e.kind + ' ' + (e.run || '') + ' ' + (e.session || '') + ' ' + JSON.stringify(e.body)).toLowerCase()).includes(p)));
    fill(this.count, this.shown.length.toLocaleString() + ' of ' + this.all.length.toLocaleString());
    this.space.style.height = this.shown.length * ROW + 'px';
    if (!keep) this.view.scrollTop = 0;
    this.draw();
  }

  draw() {
    const from = Math.max(0, Math.floor(this.view.scrollTop / ROW) - 5);
    const to = Math.min(this.shown.length, from + Math.ceil(this.view.clientHeight / ROW) + 10);
    const rows = [];
    for (let i = from; i < to; i++) {
      const e = this.shown[i];
      const row = h('.event', { role: 'option', 'aria-selected': String(e.seq === this.picked), 'data-tone': tone(e.kind), onclick: () => this.pick(i) },
        h('span.num', {}, e.seq), h('span.kind', {}, e.kind), h('span.time', {}, clock(e.at)), h('span.words', {}, words(e)), h('span.run', {}, e.run || ''));
      row.style.top = i * ROW + 'px';
      rows.push(row);
    }
    this.space.replaceChildren(...rows);
    if (!this.shown.length) this.space.replaceChildren(empty('Nothing matches', 'The record holds no such event among the last ' + MOST.toLocaleString() + '.'));
  }

  key(e) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[e.key];
    if (!step) return;
    e.preventDefault();
    const now = this.shown.findIndex((each) => each.seq === this.picked);
    this.pick(Math.max(0, Math.min(this.shown.length - 1, now + step)));
  }

  pick(i) {
    const e = this.shown[i];
    if (!e) return;
    this.picked = e.seq;
    const top = i * ROW;
    if (top < this.view.scrollTop || top > this.view.scrollTop + this.view.clientHeight - ROW) {
      this.view.scrollTop = Math.max(0, top - this.view.clientHeight / 2);
    }
    this.split.classList.add('picked');
    this.draw();
    fill(this.detail, h('h2', {}, e.kind), h('dl.facts-list', {},
      row('number', e.seq), row('when', h('span', {}, new Date(e.at).toLocaleString())), row('who', e.actor),
      e.run && row('run', h('a', { href: '#/runs/' + e.run }, e.run)),
      e.session && row('conversation', h('a', { href: '#/chat/' + e.session }, e.session)),
      row('hash', h('code.cut', { title: e.hash }, e.hash))),
    code(JSON.stringify(e.body, null, 2), 'body'));
  }
}

function row(name, value) {
  return [h('dt', {}, name), h('dd', {}, value)];
}
