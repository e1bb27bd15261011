// Runs as they go: what each called, changed and sent, and how to take it back.
import { h, fill, button, chip, toast, when, bytes, span, usd, confirmBox } from './dom.js';
import { Page, table, stateChip, runLink, actor, tile, diff } from './page.js';
import { ask, may } from './store.js';

export class Runs extends Page {
  constructor() {
    super('Runs');
    this.mirror('runs');
  }

  draw(document) {
    const rows = [...Object.entries(document.live), ...Object.entries(document.ended).reverse()]
      .map(([id, row]) => ({ id, ...row })).sort((a, b) => Date.parse(b.asked || b.began) - Date.parse(a.asked || a.began));
    fill(this.body, table([
      ['Run', (x) => runLink(x.id), 'narrow'],
      ['State', (x) => [stateChip(x.asks > 0 ? 'asked' : x.state), x.doing && h('code', {}, ' ' + x.doing), x.undone && chip('undone')], 'narrow'],
      ['Began', (x) => when(x.began || x.asked), 'narrow'],
      ['By', (x) => actor(x.by), 'narrow opt'],
      ['Model', (x) => x.model || '', 'narrow opt'],
      ['Took', (x) => span(x.millis), 'num'],
      ['Tools', (x) => x.tools || '', 'num'],
      ['Files', (x) => x.files || '', 'num opt'],
      ['Tokens', (x) => ((x.input || 0) + (x.output || 0) || '').toLocaleString(), 'num opt'],
      ['Sent', (x) => (x.bytesOut ? bytes(x.bytesOut) : ''), 'num opt'],
      ['Cost', (x) => (Number(x.usd) > 0 ? usd(x.usd) : ''), 'num opt'],
    ], rows, ['No runs yet', 'Each turn is a run: what it called, changed and sent is listed here, and files can be put back.']));
  }
}

export class Run extends Page {
  constructor(id) {
    super('Run', ['runs']);
    this.id = id;
    this.show();
  }

  async load() {
    const run = this.id;
    const [shown, effects] = await Promise.all([ask('host.run.show', { run, limit: 1 }), ask('host.run.effects', { run })]);
    const { files } = shown.files.length ? await ask('host.run.diff', { run }) : { files: [] };
    return () => this.lay(run, shown, effects.effects, files);
  }

  lay(run, shown, effects, files) {
    const r = shown.run;
    fill(this.tools, stateChip(r.state), h('span.muted', {}, h('code', {}, run)),
      h('a.btn', { href: '#/chat/' + r.session }, 'Conversation'),
      may('admin') && r.state === 'running' && button('Stop', () => this.act('host.run.stop', { run }, 'Stopped.'), 'danger'),
      may('owner') && shown.files.length > 0 && button('Undo …', () => this.undo(run)));
    fill(this.body,
      h('.tiles', {}, tile('Took', span(r.millis)), tile('Steps', r.steps), tile('Tools', r.tools), tile('Refused', r.denied),
        tile('Tokens', (r.input + r.output).toLocaleString()), tile('Cost', usd(r.usd) || 'none'), tile('Sent', bytes(r.bytesOut)), tile('Received', bytes(r.bytesIn))),
      r.message && h('p.note.bad', {}, r.message),
      h('h2', {}, 'What it did'),
      table([
        ['Tool', (x) => x.tool],
        ['Decision', (x) => stateChip(x.decision), 'narrow'],
        ['Outcome', (x) => stateChip(x.outcome), 'narrow'],
        ['Took', (x) => span(x.millis), 'num'],
        ['Words of', (x) => x.labels.map((l) => chip(l)), 'opt'],
        ['Why', (x) => x.reason || x.rule],
      ], effects, ['No tool was called', 'The model answered by itself.']),
      shown.hosts.length > 0 && [h('h2', {}, 'What it reached'), table([
        ['Host', (x) => x.host + ':' + x.port],
        ['Connections', (x) => x.connections, 'num'],
        ['Refused', (x) => x.denied || '', 'num'],
        ['Sent', (x) => bytes(x.bytesOut), 'num'],
        ['Received', (x) => bytes(x.bytesIn), 'num'],
      ], shown.hosts, ['', ''])],
      files.length > 0 && h('.files', {}, h('h2', {}, 'Files'), files.map((f) => h('details.tool', { open: files.length < 4 },
        h('summary', {}, h('span.tool-name', {}, f.change), h('span.tool-summary', {}, f.path)),
        f.diff ? diff(f.diff) : h('p.muted', {}, f.why || 'No text to compare.')))));
  }

  async undo(run) {
    try {
      const plan = await ask('host.run.undo', { run, dryRun: true });
      const of = (files, one, many) => files.length > 0 && (files.length === 1 ? '1 ' + one : `${files.length} ${many}`);
      const plain = [of(plan.restored, 'file gets its old content back', 'files get their old content back'),
        of(plan.removed, 'new file is removed', 'new files are removed'),
        of(plan.leftAlone, 'changed since and is left alone', 'changed since and are left alone')].filter(Boolean).join('; ') || 'Nothing is left to undo';
      if (await confirmBox('Undo this run?', plain + '.', 'Undo')) this.act('host.run.undo', { run }, 'Undone.');
    } catch (fault) { toast(fault.message, 'bad'); }
  }
}
