// What alpi keeps of its own accord, and what waits for the owner's word before it counts.
import { h, fill, button, chip, when, confirmBox, askBox } from './dom.js';
import { Page, table, iconButton } from './page.js';
import { ask, may } from './store.js';

export class Memory extends Page {
  constructor() {
    super('Memory', ['memory']);
    this.search = h('input', { type: 'search', placeholder: 'Search memory', 'aria-label': 'Search memory',
      oninput: () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.show(), 200); } });
    this.tools.append(this.search);
    if (may('owner')) this.tools.append(button('Add …', () => this.add()));
    this.show();
  }

  async load() {
    const query = this.search.value.trim();
    if (query) {
      const { memories } = await ask('host.memory.search', { query, limit: 50 });
      return () => fill(this.body, this.kept(memories, ['Nothing found', 'No memory holds these words.']));
    }
    const [review, { memories }] = await Promise.all([ask('host.memory.review', { limit: 50 }), ask('host.memory.list', { limit: 200 })]);
    const live = memories.filter((m) => m.state !== 'held');
    return () => fill(this.body,
      review.held.length > 0 && [h('h2', {}, 'Waiting for your word'), review.held.map((each) => this.held(each))],
      review.disputes.length > 0 && [h('h2', {}, 'At odds'), review.disputes.map((d) => h('section.approval', {},
        h('p.summary', {}, [d.subject, d.attribute].filter(Boolean).join(' · ')),
        d.sides.map((side) => h('.row', {}, h('span', {}, side.text), may('owner') && button('Forget', () => this.forget(side), 'danger'))),
        may('owner') && button('Both are right', () => this.act('host.memory.both', { memory: d.sides[0].id }, 'Both stay.'))))],
      h('h2', {}, 'Remembered'),
      this.kept(live, ['Nothing is remembered yet', 'What you ask alpi to remember is kept here; what strangers said waits for your word first.']));
  }

  held({ memory, against }) {
    return h('section.approval', { 'aria-label': 'Held: ' + memory.text },
      h('.row', {}, chip(memory.lane), memory.sources.map((s) => chip(s, s === 'owner' ? '' : 'warn')), when(memory.captured)),
      h('p.summary', {}, memory.text),
      against.length > 0 && h('p.muted', {}, 'Against: ', against.map((a) => a.text).join(' / ')),
      may('owner') && h('.row', {},
        button('Remember', () => this.act('host.memory.admit', { memory: memory.id }, 'Remembered.'), 'primary'),
        button('Reject', () => this.act('host.memory.reject', { memory: memory.id }, 'Rejected.'), 'danger')));
  }

  kept(memories, none) {
    return table([
      ['What', (m) => m.text],
      ['Lane', (m) => chip(m.lane), 'narrow'],
      ['From', (m) => m.sources.map((s) => chip(s, s === 'owner' ? '' : 'warn')), 'opt'],
      ['Used', (m) => m.uses || '', 'num opt'],
      ['Since', (m) => when(m.captured), 'narrow'],
      ['', (m) => may('owner') && iconButton('trash', 'Forget this', () => this.forget(m))],
    ], memories, none);
  }

  async add() {
    const text = await askBox('Remember what?', 'A fact, in your words', '', 'Remember');
    if (text) {
      const said = { kept: 'Remembered.', known: 'That was known already.', held: 'It waits for your word below.', refused: 'You rejected that before.' };
      this.act('host.memory.add', { text }, (made) => said[made.outcome] || 'Done.');
    }
  }

  async forget(memory) {
    if (await confirmBox('Forget this?', memory.text, 'Forget')) this.act('host.memory.forget', { memory: memory.id }, 'Forgotten.');
  }
}
