// What models were asked and what that cost, by day and by model, as the record has it.
import { h, fill, usd, span } from './dom.js';
import { Page, table, tile } from './page.js';
import { columns, share } from './chart.js';
import { ask } from './store.js';

const DAYS = 30;
const count = (n) => Number(n || 0).toLocaleString();
const short = (n) => (n >= 1e6 ? +(n / 1e6).toFixed(1) + 'M' : n >= 1e3 ? +(n / 1e3).toFixed(1) + 'k' : String(+n.toFixed(1)));

export class Usage extends Page {
  constructor() {
    super('Tokens and money');
    ask('host.usage.daily', { days: 1 }).then(({ capUsd }) => {
      this.cap = capUsd === undefined ? 'none' : usd(capUsd);
      if (this.last) this.paint(() => this.draw(this.last));
    }).catch(() => {});
    this.mirror('usage');
  }

  draw(document) {
    this.last = document;
    const days = lately(document.days);
    const sum = (name) => days.reduce((all, d) => all + Number(d[name] || 0), 0);
    const models = Object.entries(document.models).map(([name, row]) => ({ name, ...row }))
      .sort((a, b) => Number(b.usd || 0) - Number(a.usd || 0) || tokens(b) - tokens(a));
    const used = days.filter((d) => d.calls || d.failed);
    fill(this.body,
      h('.tiles', {}, tile('Last 30 days', usd(sum('usd'))), tile('Calls', count(sum('calls'))), tile('Failed', count(sum('failed'))),
        tile('Tokens in', count(sum('input'))), tile('Tokens out', count(sum('output'))), tile('Daily limit', this.cap ?? '')),
      used.length > 0 && h('.charts', {},
        columns('Tokens by day', days.map((d) => ({ name: d.day.slice(5), parts: [Number(d.input || 0), Number(d.output || 0)] })), short, ['in', 'out']),
        sum('usd') > 0 && columns('Money by day', days.map((d) => ({ name: d.day.slice(5), parts: [Number(d.usd || 0)] })), usd)),
      models.length > 0 && [h('h2', {}, 'By model'), table([
        ['Model', (x) => x.name || 'unknown'],
        ['Share of tokens', (x) => share(tokens(x), models.reduce((all, m) => all + tokens(m), 0), `${count(tokens(x))} tokens`), 'opt'],
        ['Calls', (x) => count(x.calls), 'num'], ['Failed', (x) => (x.failed ? count(x.failed) : ''), 'num opt'],
        ['In', (x) => count(x.input), 'num'], ['Cached', (x) => count(x.cached), 'num opt'], ['Out', (x) => count(x.output), 'num'],
        ['Took', (x) => span(x.millis), 'num opt'], ['Cost', (x) => usd(x.usd || 0), 'num'],
      ], models, ['', ''], (x) => x.name)],
      used.length > 0 && h('h2', {}, 'By day (UTC)'),
      table([
        ['Day', (x) => x.day, 'narrow'], ['Calls', (x) => count(x.calls), 'num'], ['Failed', (x) => (x.failed ? count(x.failed) : ''), 'num opt'],
        ['In', (x) => count(x.input), 'num'], ['Cached', (x) => count(x.cached), 'num opt'], ['Out', (x) => count(x.output), 'num'],
        ['Cost', (x) => usd(x.usd || 0), 'num'],
      ], used.reverse(), ['Nothing used yet', 'Each call of a model is counted here.'], (x) => x.day));
  }
}

const tokens = (row) => Number(row.input || 0) + Number(row.output || 0);

/** Every day up to now or the last one that is known, those without any use as well. */
function lately(days) {
  const last = Math.max(Date.now(), ...Object.keys(days).map((day) => Date.parse(day)));
  return Array.from({ length: DAYS }, (_, i) => {
    const day = new Date(last - (DAYS - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return { day, ...days[day] };
  });
}
