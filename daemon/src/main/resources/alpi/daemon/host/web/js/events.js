// The record as a list of any length: only the rows in sight exist, and they are used again.
import { h, fill, clock, empty, button } from './dom.js';
import { code } from './markdown.js';
import { ask, on } from './store.js';
import { tone, words } from './sidecar.js';

const ROW = 30;
const MOST = 10_000;
const PAGE = 1000;
const AROUND = 6;

export class Events {
  constructor(at) {
    this.all = [];
    this.shown = [];
    this.drawn = new Map();
    this.came = [];
    this.picked = Number(at) || 0;
    this.search = h('input', { type: 'search', placeholder: 'Filter: kind, tool, host, run …', 'aria-label': 'Filter', oninput: () => this.filter() });
    this.bad = h('input', { type: 'checkbox', onchange: () => this.filter() });
    this.count = h('span.muted', { role: 'status' });
    this.space = h('.space', { role: 'presentation' });
    this.view = h('.timeline', { tabIndex: 0, role: 'listbox', 'aria-label': 'Events, newest first',
      onscroll: () => this.later(), onkeydown: (e) => this.key(e) }, this.space);
    this.none = h('div', { hidden: true }, empty('Nothing matches', 'The record holds no such event among the last ' + MOST.toLocaleString() + '.'));
    this.detail = h('section.detail', { 'aria-live': 'polite', 'aria-label': 'One event' });
    this.el = h('section.page.fixed', {},
      h('header.row.wrap', {}, h('h1', {}, 'Events'), this.search, h('label.row', {}, this.bad, 'only trouble'), this.count),
      this.split = h('.split', {}, h('.timeline-room', {}, this.view, this.none), this.detail));
    this.off = on('event', (event) => { this.came.push(event); this.later(); });
    this.watcher = new ResizeObserver(() => this.later());
    this.watcher.observe(this.view);
    this.load();
  }

  leave() {
    this.off();
    this.watcher.disconnect();
    this.left = true;
  }

  /** The newest first, so that what is looked at is there before what is not. */
  async load() {
    try {
      const { head } = await ask('host.events.read', { after: 0, limit: 1 });
      const oldest = Math.max(0, Math.min(head - MOST, this.picked ? this.picked - 1 : head));
      for (let end = head; end > oldest && !this.left; end -= PAGE) {
        const { events } = await ask('host.events.read', { after: Math.max(oldest, end - PAGE), limit: PAGE });
        const older = events.filter((e) => e.seq <= end).reverse();
        this.all.push(...older);
        for (const e of older) if (this.fits(e)) this.shown.push(e);
        this.lay();
        if (this.picked && older.some((e) => e.seq === this.picked)) this.pick(this.shown.findIndex((e) => e.seq === this.picked));
      }
    } catch (fault) {
      if (!this.all.length) fill(this.none, empty('This cannot be shown', fault.message));
      this.lay();
    }
  }

  fits(e) {
    if (this.bad.checked && tone(e.kind) !== 'bad') return false;
    const parts = this.parts ||= this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return parts.every((p) => (e.text ||= (e.kind + ' ' + (e.run || '') + ' ' + (e.session || '') + ' ' + JSON.stringify(e.body)).toLowerCase()).includes(p));
  }

  filter() {
    this.parts = null;
    this.shown = this.all.filter((e) => this.fits(e));
    this.view.scrollTop = 0;
    this.anew();
    this.lay();
  }

  /** What came since the last frame goes on top; who has scrolled down keeps what they look at. */
  take() {
    if (!this.came.length) return;
    const newest = this.all[0]?.seq || 0;
    const came = this.came.filter((e) => e.seq > newest).reverse();
    this.came = [];
    this.all.unshift(...came);
    const fit = came.filter((e) => this.fits(e));
    this.shown.unshift(...fit);
    if (!fit.length) return;
    this.anew();
    if (this.view.scrollTop > 0) {
      this.space.style.height = this.shown.length * ROW + 'px';
      this.view.scrollTop += fit.length * ROW;
    }
  }

  lay() {
    fill(this.count, this.shown.length === this.all.length ? this.all.length.toLocaleString() : this.shown.length.toLocaleString() + ' of ' + this.all.length.toLocaleString());
    this.space.style.height = this.shown.length * ROW + 'px';
    const none = !this.shown.length;
    this.none.hidden = !none;
    this.view.hidden = none;
    this.draw();
  }

  later() {
    if (!this.due) this.due = requestAnimationFrame(() => { this.due = 0; const had = this.came.length; this.take(); if (had) this.lay(); else this.draw(); });
  }

  anew() {
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
  }

  draw() {
    const from = Math.max(0, Math.floor(this.view.scrollTop / ROW) - AROUND);
    const to = Math.min(this.shown.length, from + Math.ceil((this.view.clientHeight || 600) / ROW) + 2 * AROUND);
    for (const [i, row] of this.drawn) if (i < from || i >= to) { row.remove(); this.drawn.delete(i); }
    const fresh = [];
    for (let i = from; i < to; i++) {
      if (!this.drawn.has(i)) {
        const row = this.row(i);
        this.drawn.set(i, row);
        fresh.push(row);
      }
    }
    this.space.append(...fresh);
    const active = [...this.drawn.values()].find((row) => row.getAttribute('aria-selected') === 'true');
    if (active) this.view.setAttribute('aria-activedescendant', active.id); else this.view.removeAttribute('aria-activedescendant');
  }

  row(i) {
    const e = this.shown[i];
    const row = h('.event', { role: 'option', id: 'event-' + e.seq, 'aria-selected': String(e.seq === this.picked), 'aria-posinset': String(i + 1), 'aria-setsize': String(this.shown.length),
      'data-tone': tone(e.kind), onclick: () => this.pick(i) },
    h('span.num', {}, e.seq), h('span.kind', {}, e.kind), h('span.time', {}, clock(e.at)), h('span.words', {}, words(e)), h('span.run', {}, e.run || ''));
    row.style.transform = `translateY(${i * ROW}px)`;
    return row;
  }

  key(e) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity }[e.key];
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
    this.anew();
    this.draw();
    fill(this.detail, h('header.row', {}, h('h2', {}, e.kind), button('Close', () => this.close())), h('dl.facts-list', {},
      row('number', e.seq), row('when', h('span', {}, new Date(e.at).toLocaleString())), row('who', e.actor),
      e.run && row('run', h('a', { href: '#/runs/' + e.run }, e.run)),
      e.session && row('conversation', h('a', { href: '#/chat/' + e.session }, e.session)),
      row('hash', h('code.cut', { title: e.hash }, e.hash))),
    code(JSON.stringify(e.body, null, 2), 'body'));
  }

  close() {
    this.split.classList.remove('picked');
    this.picked = 0;
    this.anew();
    this.draw();
    this.view.focus();
  }
}

function row(name, value) {
  return [h('dt', {}, name), h('dd', {}, value)];
}
