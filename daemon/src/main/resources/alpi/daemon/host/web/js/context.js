// What the model was shown of a conversation, what not, and why; each piece can be opened.
import { h, fill, button, chip, when, empty } from './dom.js';
import { Page, table, tile, keepFocus, runLink } from './page.js';
import { share } from './chart.js';
import { code } from './markdown.js';
import { ask } from './store.js';

const count = (n) => Number(n).toLocaleString();

export class Contexts extends Page {
  constructor() {
    super('What models were shown', ['context']);
    this.show();
  }

  async load() {
    const [{ document }, { sessions }] = await Promise.all([ask('host.view.get', { view: 'context' }), ask('host.session.list', { limit: 200 })]);
    const titles = new Map(sessions.map((s) => [s.id, s.title]));
    const rows = Object.entries(document.sessions).map(([id, row]) => ({ id, ...row })).sort((a, b) => b.seq - a.seq);
    return () => fill(this.body, table([
      ['Conversation', (x) => h('a', { href: '#/context/' + x.id }, titles.get(x.id) || 'Untitled')],
      ['Tokens', (x) => count(x.tokens), 'num'],
      ['Left out', (x) => (x.omitted ? count(x.omitted) : ''), 'num'],
      ['When', (x) => when(x.at), 'narrow'],
      ['Run', (x) => runLink(x.run), 'narrow opt'],
    ], rows, ['Nothing was shown yet', 'Each request to a model is laid out here: what it held, what it left out, and why.']));
  }
}

const WHY = {
  budget: 'no room was left', trimmed: 'shown in brief', gone: 'it is gone', unreadable: 'it cannot be read',
  unseen: 'not looked at', orphan: 'its call is not shown',
};

export class Context extends Page {
  constructor(session) {
    super('In context');
    this.session = session;
    this.piece = h('section.detail', { 'aria-live': 'polite', 'aria-label': 'What was opened' });
    this.main = h('.split-main');
    this.split = h('.split.tall', {}, this.main, this.piece);
    this.last = 0;
    fill(this.body, this.split);
    this.show();
    this.mirror('context');
  }

  /** Another request of this conversation is another answer. */
  draw(document) {
    const seq = document.sessions[this.session]?.seq || 0;
    if (seq !== this.last) { if (this.last && seq) this.later(); this.last = seq; }
  }

  async load() {
    const of = { session: this.session };
    const [shown, told] = await Promise.all([ask('host.context.show', of), ask('host.context.explain', of)]);
    return () => this.lay(shown, told);
  }

  failed(fault) {
    if (fault.code === 'not_found' && !this.shown) {
      fill(this.main, empty('Nothing was shown yet', 'This conversation has not asked a model anything so far.'));
    } else fill(this.main, empty('This cannot be shown', fault.message + (fault.hint ? ' ' + fault.hint : '')));
  }

  lay(shown, told) {
    const slots = told.slots.filter((slot) => slot.used > 0 || slot.limit > 0);
    fill(this.tools, h('a.btn', { href: '#/chat/' + this.session }, 'Conversation'), runLink(shown.turn));
    fill(this.main,
      h('.tiles', {}, tile('Tokens', count(told.tokens)), tile('Room', count(told.limit)),
        tile('Covered', told.coverage + ' %'), tile('Something missing', chip(`${told.risk} % · ${told.level}`, told.level === 'low' ? 'good' : told.level === 'high' ? 'bad' : 'warn'))),
      told.reasons.length > 0 && h('p.note.warn', {}, told.reasons.join(' · ')),
      h('h2', {}, 'How full it was'),
      table([
        ['Slot', (x) => x.slot.replaceAll('_', ' '), 'narrow'],
        ['Filled', (x) => share(x.used, x.limit, `${count(x.used)} of ${count(x.limit)} tokens`)],
        ['Tokens', (x) => count(x.used), 'num'], ['At most', (x) => count(x.limit), 'num opt'],
      ], slots, ['', ''], (x) => x.slot),
      h('h2', {}, 'What it held'),
      table([
        ['What', (x) => this.pointer(x.pointer)],
        ['Slot', (x) => chip(x.slot.replaceAll('_', ' ')), 'narrow'],
        ['Tokens', (x) => count(x.tokens), 'num'],
      ], shown.included, ['Only what the daemon says of itself', ''], (x) => x.pointer),
      shown.moreIncluded > 0 && h('p.muted', {}, `and ${count(shown.moreIncluded)} more`),
      h('h2', {}, 'What it left out'),
      table([
        ['What', (x) => this.pointer(x.pointer)],
        ['Why', (x) => WHY[x.reason] || (/^\d+$/.test(x.reason) ? x.reason + ' further turns' : x.reason)],
        ['Tokens', (x) => (x.tokens ? count(x.tokens) : ''), 'num'],
      ], shown.omitted, ['Nothing', 'All of the conversation was shown word for word.'], (x) => x.pointer),
      shown.moreOmitted > 0 && h('p.muted', {}, `and ${count(shown.moreOmitted)} more`),
      h('h2', {}, 'Requests of this turn'),
      table([
        ['Step', (x) => x.step, 'num narrow'], ['When', (x) => when(x.at), 'narrow'], ['Tokens', (x) => count(x.tokens), 'num'],
        ['Left out', (x) => x.omitted || '', 'num'], ['Covered', (x) => x.coverage + ' %', 'num opt'], ['Risk', (x) => x.risk + ' %', 'num opt'],
        ['Event', (x) => h('a', { href: '#/events/' + x.seq, 'aria-label': 'Event ' + x.seq }, x.seq), 'num'],
      ], told.requests, ['', ''], (x) => String(x.seq)));
  }

  pointer(pointer) {
    const [, turn, call] = pointer.startsWith('session:' + this.session + '#') ? /#([^/]+)(\/.+)?$/.exec(pointer) || [] : [];
    const brief = !turn ? pointer : (call ? 'answer of a tool in turn ' : 'turn ') + turn.slice(-8);
    return h('button.link.pointer', { type: 'button', title: pointer, onclick: (e) => this.open(pointer, 0, e.currentTarget) }, brief);
  }

  async open(pointer, from) {
    this.split.classList.add('picked');
    try {
      const piece = await ask('host.context.open', { pointer, from });
      const again = (at) => this.open(pointer, at);
      keepFocus(this.piece, () => fill(this.piece,
        h('header.row', {}, h('h2', { tabIndex: -1 }, piece.what), button('Close', () => this.close())),
        h('p.muted', {}, mark(pointer)),
        h('p.row.wrap', {}, piece.sources.map((each) => chip(each, each === 'owner' ? '' : 'warn')), piece.privateData && chip('private')),
        code(piece.text, 'word for word'),
        h('.row.wrap', {}, from > 0 && button('From the beginning', () => again(0)),
          piece.next !== undefined && button('Next piece', () => again(piece.next)))));
      this.shows();
    } catch (fault) {
      fill(this.piece, h('header.row', {}, h('h2', {}, 'Not to be had'), button('Close', () => this.close())),
        empty(fault.message, fault.hint || ''));
    }
  }

  /** Where it lies below what was pressed, it is brought into sight. */
  shows() {
    if (this.piece.getBoundingClientRect().top > innerHeight * 0.7) this.piece.scrollIntoView({ block: 'nearest' });
    if (!this.piece.contains(document.activeElement)) this.piece.querySelector('h2')?.focus({ preventScroll: true });
  }

  close() {
    this.split.classList.remove('picked');
    this.head.focus();
  }
}

const mark = (text) => h('code', {}, text);
