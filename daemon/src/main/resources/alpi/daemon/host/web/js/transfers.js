// Peers, and content on its way between them, with how far it has come while it moves.
import { h, fill, button, chip, when, bytes, span, said } from './dom.js';
import { Page, table, stateChip, mono } from './page.js';
import { ask, may } from './store.js';

const LOOK = 500;
const MOVES = new Set(['running', 'queued']);

export class Peers extends Page {
  constructor() {
    super('Peers and transfers', ['peers', 'transfers']);
    this.seen = new Map();
    this.show();
  }

  leave() { super.leave(); clearTimeout(this.timer); }

  async load() {
    const [{ peers }, { transfers }, { shares }, links] = await Promise.all([
      ask('host.peer.list'), ask('host.blob.transfers', { limit: 100 }), ask('host.blob.shares', { limit: 100 }), ask('host.link.list')]);
    return () => this.lay(peers, transfers, shares, links);
  }

  lay(peers, transfers, shares, links) {
    const at = links.listening.map((l) => l.address || l.problem).filter(Boolean);
    fill(this.body,
      h('p.muted', {}, at.length ? 'Listening at ' + at.join(', ') : said('This profile listens to nobody. `alpi config set link.listen ADDRESS:7423` changes that.')),
      h('h2', {}, 'Peers'),
      table([
        ['Name', (x) => h('strong', {}, x.id)],
        ['Key', (x) => mono(x.key)],
        ['Address', (x) => x.address || '', 'opt'],
        ['May call', (x) => x.allow.map((a) => chip(a))],
        ['A minute', (x) => x.perMinute, 'num opt'],
      ], peers, ['No peers', 'Link with another owner: `alpi link invite`.']),
      h('h2', {}, 'Transfers'),
      this.moves = h('div', {}, this.rows(transfers)),
      shares.length > 0 && [h('h2', {}, 'Shared'), table([
        ['Content', (x) => mono(x.hash)], ['With', (x) => x.peer], ['Until', (x) => when(x.until)], ['Fetches left', (x) => x.left ?? '', 'num'],
      ], shares, ['', ''], (x) => x.hash + x.peer)]);
    this.watch(transfers);
  }

  rows(transfers) {
    return table([
      ['Way', (x) => (/out|send/.test(x.direction) ? '↑ to' : '↓ from'), 'narrow'],
      ['Peer', (x) => x.peer],
      ['What', (x) => mono(x.what)],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['Progress', (x) => this.progress(x)],
      ['Size', (x) => bytes(x.bytes), 'num'],
      ['', (x) => x.error || '', 'opt'],
      ['', (x) => may('admin') && MOVES.has(x.state) && button('Stop', () => this.act('host.job.cancel', { job: x.job }, 'Stopped.'), 'danger'), 'narrow'],
    ], transfers, ['No transfers yet', 'Files go from daemon to daemon: `alpi blob send FILE --to PEER`.'], (x) => x.job);
  }

  progress(x) {
    const at = x.state === 'done' ? x.bytes : x.at || 0;
    const before = this.seen.get(x.job);
    const now = performance.now();
    const rate = before && x.state === 'running' && at > before.at ? ((at - before.at) * 1000) / (now - before.time) : before?.rate;
    this.seen.set(x.job, { at, time: now, rate });
    const percent = x.bytes ? Math.floor((at / x.bytes) * 100) : 0;
    const text = x.state === 'running' ? `${percent} %` + (rate ? ` · ${bytes(rate)}/s · ${span(Math.ceil(((x.bytes - at) / rate) * 1000))} left` : '') : x.state === 'done' ? '' : at ? `${percent} %` : '';
    return h('.row', {}, h('progress', { max: x.bytes || 1, value: String(at), 'aria-label': `${x.what.slice(0, 12)}: ${percent} %` }), h('span.muted.num', {}, text));
  }

  /** How far something has come is in no view; it is asked for while something moves, and only then. */
  watch(transfers) {
    clearTimeout(this.timer);
    if (!transfers.some((x) => MOVES.has(x.state))) return;
    this.timer = setTimeout(async () => {
      try {
        const now = (await ask('host.blob.transfers', { limit: 100 })).transfers;
        this.paint(() => fill(this.moves, this.rows(now)));
        this.watch(now);
      } catch { /* the view tells when it goes on */ }
    }, LOOK);
  }
}
