// The pages that are lists: each asks once, shows rows, and asks again when the record says so.
import { h, fill, icon, button, chip, toast, when, bytes, span, usd, empty, said, confirmBox } from './dom.js';
import { markdown, code } from './markdown.js';
import { state, ask, askAll, on, may } from './store.js';

class Page {
  constructor(title, kinds = []) {
    this.body = h('.page-body', {}, h('p.muted', {}, 'Loading …'));
    this.tools = h('.row.wrap.tools');
    this.el = h('section.page', {}, h('header.row.wrap', {}, h('h1', {}, title), this.tools), this.body);
    this.off = kinds.length ? on('event', (e) => { if (kinds.some((k) => e.kind.startsWith(k))) this.later(); }) : () => {};
  }

  later() {
    if (!this.due) this.due = setTimeout(() => { this.due = 0; if (this.el.isConnected) this.show(); }, 250);
  }

  async show() {
    try { await this.load(); } catch (fault) {
      fill(this.body, empty('This cannot be shown', fault.message + (fault.hint ? ' ' + fault.hint : '')));
    }
  }

  leave() { this.off(); }

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

function table(columns, rows, none) {
  if (!rows.length) return empty(none[0], none[1]);
  return h('.scroll', {}, h('table.rows', {},
    h('thead', {}, h('tr', {}, columns.map(([name, , kind]) => h('th', { scope: 'col', class: kind }, name)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, columns.map(([name, show, kind]) =>
      h('td', { class: kind, 'data-name': name }, show(row))))))));
}

const BAD = new Set(['failed', 'lost', 'interrupted', 'denied', 'deny', 'refused', 'fail', 'missed', 'parked', 'corrupt', 'revoked']);
const WARN = new Set(['running', 'queued', 'warn', 'asked', 'paused', 'skipped', 'cancelled', 'expired', 'due']);
function stateChip(text) {
  return text ? chip(text, BAD.has(text) ? 'bad' : WARN.has(text) ? 'warn' : 'good') : '';
}

const mono = (text) => h('code.cut', { title: text || '' }, text || '');
const runLink = (id) => (id ? h('a', { href: '#/runs/' + id }, h('code', {}, id.slice(-8))) : '');

export class Sessions extends Page {
  constructor() {
    super('Conversations', ['session.', 'run.finished']);
    this.search = h('input', { type: 'search', placeholder: 'Search all messages', 'aria-label': 'Search all messages',
      oninput: () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.show(), 200); } });
    this.tools.append(this.search);
    this.show();
  }

  async load() {
    const query = this.search.value.trim();
    if (query) {
      const { hits, notice } = await ask('host.session.search', { query, limit: 50 });
      fill(this.body, notice && h('p.note', {}, notice), table([
        ['When', (x) => when(x.at), 'narrow'],
        ['Who', (x) => x.role, 'narrow'],
        ['Words', (x) => h('a', { href: '#/chat/' + x.session }, x.snippet)],
      ], hits, ['Nothing found', 'No message holds these words.']));
      return;
    }
    const { sessions, notice } = await ask('host.session.list', { limit: 100 });
    fill(this.body, notice && h('p.note', {}, notice), table([
      ['Title', (x) => h('a', { href: '#/chat/' + x.id }, x.title || 'Untitled')],
      ['Used', (x) => when(x.updated), 'narrow'],
      ['Turns', (x) => x.turns, 'num'],
      ['Model', (x) => x.model, 'opt'],
      ['', (x) => h('.row.end', {}, stateChip(x.interrupted ? 'interrupted' : ''),
        may('admin') && iconButton('fork', 'Copy this conversation', async () => {
          const made = await this.act('host.session.fork', { id: x.id });
          if (made) location.hash = '#/chat/' + made.id;
        }),
        may('owner') && iconButton('trash', 'Delete this conversation', async () => {
          if (await confirmBox('Delete this conversation?', 'Its messages and attachments are deleted for good; what it did stays on record.', 'Delete')) {
            this.act('host.session.delete', { id: x.id }, 'Deleted.');
          }
        }))],
    ], sessions, ['No conversations yet', 'What you ask alpi is kept here, and can be searched.']));
  }
}

function iconButton(name, label, onclick) {
  return h('button.icon-btn', { type: 'button', 'aria-label': label, title: label, onclick }, icon(name));
}

export class Runs extends Page {
  constructor() {
    super('Runs', ['run.']);
    this.show();
  }

  async load() {
    const { runs } = await ask('host.run.list', { limit: 100 });
    fill(this.body, table([
      ['Run', (x) => runLink(x.run), 'narrow'],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['Began', (x) => when(x.started), 'narrow'],
      ['By', (x) => x.by || '', 'opt'],
      ['Model', (x) => x.model, 'opt'],
      ['Took', (x) => span(x.millis), 'num'],
      ['Tools', (x) => x.tools, 'num'],
      ['Files', (x) => x.filesChanged || '', 'num opt'],
      ['Sent', (x) => (x.bytesOut ? bytes(x.bytesOut) : ''), 'num opt'],
      ['Cost', (x) => (Number(x.usd) > 0 ? usd(x.usd) : ''), 'num opt'],
    ], runs, ['No runs yet', 'Each turn is a run: what it called, changed and sent is listed here, and files can be put back.']));
  }
}

export class Run extends Page {
  constructor(id) {
    super('Run', ['run.']);
    this.id = id;
    this.show();
  }

  async load() {
    const run = this.id;
    const [shown, effects] = await Promise.all([ask('host.run.show', { run, limit: 1 }), ask('host.run.effects', { run })]);
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
      ], effects.effects, ['No tool was called', 'The model answered by itself.']),
      shown.hosts.length > 0 && [h('h2', {}, 'What it reached'), table([
        ['Host', (x) => x.host + ':' + x.port],
        ['Connections', (x) => x.connections, 'num'],
        ['Refused', (x) => x.denied || '', 'num'],
        ['Sent', (x) => bytes(x.bytesOut), 'num'],
        ['Received', (x) => bytes(x.bytesIn), 'num'],
      ], shown.hosts, ['', ''])],
      this.files = h('.files'));
    if (shown.files.length) this.diffs(run);
  }

  async diffs(run) {
    const { files } = await ask('host.run.diff', { run });
    fill(this.files, h('h2', {}, 'Files'), files.map((f) => h('details.tool', { open: files.length < 4 },
      h('summary', {}, h('span.tool-name', {}, f.change), h('span.tool-summary', {}, f.path)),
      f.diff ? diff(f.diff) : h('p.muted', {}, f.why || 'No text to compare.'))));
  }

  async undo(run) {
    try {
      const plan = await ask('host.run.undo', { run, dryRun: true });
      const plain = [plan.restored.length && `${plan.restored.length} files get their old content back`,
        plan.removed.length && `${plan.removed.length} new files are removed`,
        plan.leftAlone.length && `${plan.leftAlone.length} changed since and are left alone`].filter(Boolean).join('; ') || 'Nothing is left to undo';
      if (await confirmBox('Undo this run?', plain + '.', 'Undo')) this.act('host.run.undo', { run }, 'Undone.');
    } catch (fault) { toast(fault.message, 'bad'); }
  }
}

function tile(name, value) {
  return h('.tile', {}, h('span.muted', {}, name), h('strong', {}, value ?? ''));
}

export function diff(text) {
  return h('pre.diff', { tabIndex: 0 }, text.split('\n').map((line) => {
    const kind = /^(\+\+\+|---)/.test(line) ? 'at' : line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : line.startsWith('@@') ? 'at' : '';
    return h('span' + (kind && '.' + kind), {}, line + '\n');
  }));
}

export class Schedules extends Page {
  constructor() {
    super('Schedules', ['schedule.']);
    this.show();
  }

  async load() {
    const { schedules } = await ask('host.schedule.list');
    fill(this.body, table([
      ['Name', (x) => x.name],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['When', (x) => h('code', {}, x.spec)],
      ['Zone', (x) => x.zone, 'opt'],
      ['Next', (x) => when(x.next), 'narrow'],
      ['', (x) => h('.row.end', {}, may('admin') && [
        button('Run now', () => this.act('host.schedule.fire', { schedule: x.id }, (made) => made.reason || 'It runs.')),
        x.state === 'paused' ? button('Resume', () => this.act('host.schedule.resume', { schedule: x.id }, 'It goes on.'))
          : button('Pause', () => this.act('host.schedule.pause', { schedule: x.id }, 'It rests.'))],
        may('owner') && iconButton('trash', 'Remove this schedule', async () => {
          if (await confirmBox('Remove ' + x.name + '?', 'Runs under way go on.', 'Remove')) this.act('host.schedule.remove', { schedule: x.id }, 'Removed.');
        }))],
    ], schedules, ['Nothing is scheduled', 'Say “every weekday at nine, …” in a chat, or use `alpi schedule add`.']));
  }
}

export class Outputs extends Page {
  constructor(id) {
    super('Outputs', ['output.']);
    this.id = id;
    this.show();
  }

  async load() {
    if (this.id) {
      const { output, text } = await ask('host.output.show', { output: this.id });
      fill(this.tools, h('a.btn', { href: '#/outputs' }, 'All outputs'), runLink(output.run), stateChip(output.state), when(output.at));
      fill(this.body, h('h2', {}, output.title), h('article.prose.paper', {}, markdown(text || output.message || '')));
      if (may('admin') && !output.read) ask('host.output.mark', { output: this.id }).catch(() => {});
      return;
    }
    const { outputs, unread } = await ask('host.output.list', { limit: 100 });
    fill(this.tools, h('span.muted', {}, unread ? unread + ' unread' : ''),
      unread > 0 && may('admin') && button('Mark all as read', () => this.act('host.output.mark', {}, 'Marked.')));
    fill(this.body, table([
      ['Title', (x) => h('a', { href: '#/outputs/' + x.id, class: x.read ? '' : 'unread' }, x.title)],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['When', (x) => when(x.at), 'narrow'],
      ['Run', (x) => runLink(x.run), 'narrow opt'],
      ['Cost', (x) => usd(x.usd), 'num opt'],
    ], outputs, ['No outputs', 'What scheduled runs come to is filed here for you to read.']));
  }
}

export class Grants extends Page {
  constructor() {
    super('Permissions', ['grant.']);
    this.all = h('input', { type: 'checkbox', onchange: () => this.show() });
    this.tools.append(h('label.row', {}, this.all, 'also those that ended'));
    this.show();
  }

  async load() {
    const { grants } = await ask('host.grant.list', { all: this.all.checked, limit: 200 });
    fill(this.body, table([
      ['May', (x) => h('strong', {}, x.capability), 'narrow'],
      ['To', (x) => h('code', {}, x.scope + (x.below ? '/**' : ''))],
      ['For', (x) => (x.session ? h('a', { href: '#/chat/' + x.session }, 'a conversation') : x.job ? 'one run' : 'this profile'), 'opt'],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['Ends', (x) => when(x.expires), 'narrow'],
      ['Left', (x) => [x.usesLeft !== undefined && x.usesLeft + ' uses', x.bytesLeft !== undefined && bytes(x.bytesLeft), x.usdLeft !== undefined && usd(x.usdLeft)].filter(Boolean).join(', '), 'opt'],
      ['Why', (x) => x.summary, 'opt'],
      ['', (x) => may('owner') && x.state === 'live' && button('Revoke', () => this.act('host.grant.revoke', { grant: x.id }, 'Revoked; what ran under it is stopped.'), 'danger')],
    ], grants, ['Nothing is permitted in advance', 'Consent given for longer than once, and `alpi grants give`, appear here.']));
  }
}

export class Egress extends Page {
  constructor() {
    super('What leaves the machine', ['egress.']);
    this.host = h('input', { type: 'search', placeholder: 'Only this host', 'aria-label': 'Only this host', onchange: () => this.show() });
    this.tools.append(this.host);
    this.show();
  }

  async load() {
    const host = this.host.value.trim();
    const [{ rows }, rules] = await Promise.all([ask('host.egress.ledger', { limit: 300, ...(host ? { host } : {}) }), ask('host.egress.rules')]);
    fill(this.body,
      h('p.muted', {}, 'Posture ', h('strong', {}, rules.posture), rules.block.length > 0 && [' · blocked ', rules.block.map((b) => chip(b, 'bad'))],
        rules.allow.length > 0 && [' · allowed ', rules.allow.map((b) => chip(b))], rules.shut && h('span.bad', {}, ' ' + rules.shut)),
      table([
        ['When', (x) => when(x.at), 'narrow'],
        ['', (x) => stateChip(x.decision), 'narrow'],
        ['Host', (x) => h('strong', {}, x.host + (x.port ? ':' + x.port : ''))],
        ['By', (x) => [x.by || x.actor, ' ', runLink(x.job)]],
        ['Sent', (x) => bytes(x.bytesOut), 'num'],
        ['Received', (x) => bytes(x.bytesIn), 'num'],
        ['Why', (x) => x.reason || '', 'opt'],
        ['', (x) => may('owner') && button('Block', () => this.act('host.egress.block', { host: x.host }, x.host + ' is blocked.'))],
      ], rows.reverse(), ['Nothing has left', 'Every connection of models and tools is listed here, with its run and its bytes.']));
  }
}

export class Audit extends Page {
  constructor() {
    super('Audit');
    this.tools.append(button('Check the record', () => this.verify()));
    this.show();
  }

  async verify() {
    const result = await this.act('host.audit.verify', {}, (r) => r.detail);
    if (result) toast(result.ok ? `${result.events.toLocaleString()} events are as they were written.` : result.detail, result.ok ? 'good' : 'bad');
  }

  async load() {
    const [{ findings }, { calls }] = await Promise.all([ask('host.audit.scan'), ask('host.audit.log', { limit: 100 })]);
    fill(this.body,
      h('h2', {}, 'Wider open than need be'),
      table([
        ['', (x) => stateChip(x.severity), 'narrow'],
        ['Where', (x) => x.check, 'narrow'],
        ['What', (x) => x.detail],
        ['What mends it', (x) => (x.fix ? h('code', {}, x.fix) : '')],
      ], findings, ['Nothing found', '']),
      h('h2', {}, 'Who changed or approved what'),
      table([
        ['When', (x) => when(x.at), 'narrow'],
        ['Who', (x) => x.actor],
        ['What', (x) => h('code', {}, x.verb)],
        ['About', (x) => mono(x.target), 'opt'],
        ['', (x) => stateChip(x.decision), 'narrow'],
        ['Why', (x) => x.reason || '', 'opt'],
      ], calls.reverse(), ['Nobody has changed anything yet', '']));
  }
}

export class Memory extends Page {
  constructor() {
    super('Memory', ['memory.']);
    this.search = h('input', { type: 'search', placeholder: 'Search memory', 'aria-label': 'Search memory',
      oninput: () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.show(), 200); } });
    this.tools.append(this.search);
    this.show();
  }

  async load() {
    const query = this.search.value.trim();
    if (query) {
      const { memories } = await ask('host.memory.search', { query, limit: 50 });
      fill(this.body, this.kept(memories, ['Nothing found', 'No memory holds these words.']));
      return;
    }
    const [review, { memories }] = await Promise.all([ask('host.memory.review', { limit: 50 }), ask('host.memory.list', { limit: 200 })]);
    const live = memories.filter((m) => m.state !== 'held');
    fill(this.body,
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

  async forget(memory) {
    if (await confirmBox('Forget this?', memory.text, 'Forget')) this.act('host.memory.forget', { memory: memory.id }, 'Forgotten.');
  }
}

export class Blobs extends Page {
  constructor(hash) {
    super('Stored content', ['blob.']);
    this.hash = hash;
    this.show();
  }

  async load() {
    if (this.hash) { await this.one(); return; }
    const { blobs } = await ask('host.blob.list', { limit: 200 });
    fill(this.body, table([
      ['Content', (x) => h('a', { href: '#/blobs/' + x.hash }, h('code', {}, x.hash.slice(0, 16)))],
      ['Type', (x) => x.mediaType],
      ['Size', (x) => bytes(x.bytes), 'num'],
      ['Stored', (x) => when(x.stored), 'narrow'],
      ['Kept by', (x) => x.owners.map((o) => chip(o.split(':')[0])), 'opt'],
      ['', (x) => stateChip(x.corrupt ? 'corrupt' : ''), 'narrow'],
    ], blobs, ['Nothing is stored', 'Attachments, large results and files of peers lie here, by the hash of their content.']));
  }

  async one() {
    const [facts, piece] = await Promise.all([ask('host.blob.show', { hash: this.hash }), ask('host.blob.get', { hash: this.hash, length: 65536 })]);
    const raw = Uint8Array.from(atob(piece.base64), (c) => c.charCodeAt(0));
    const text = /^text\/|json|xml|yaml|javascript/.test(facts.mediaType) || !raw.slice(0, 512).includes(0);
    fill(this.tools, h('a.btn', { href: '#/blobs' }, 'All'), chip(facts.mediaType), bytes(facts.bytes));
    const image = /^image\/(png|jpeg|gif|webp)$/.test(facts.mediaType) && piece.eof;
    fill(this.body, h('p', {}, mono(facts.hash)),
      image ? h('img.preview', { src: URL.createObjectURL(new Blob([raw], { type: facts.mediaType })), alt: 'preview' })
        : text ? code(new TextDecoder().decode(raw), piece.eof ? 'content' : 'the beginning')
          : h('p.muted', {}, 'No preview for this type.'));
  }
}

export class Peers extends Page {
  constructor() {
    super('Peers and transfers', ['peer.', 'link.', 'blob.']);
    this.show();
  }

  async load() {
    const [{ peers }, { transfers }, { shares }, links] = await Promise.all([
      ask('host.peer.list'), ask('host.blob.transfers', { limit: 100 }), ask('host.blob.shares', { limit: 100 }), ask('host.link.list')]);
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
      table([
        ['', (x) => (x.direction === 'out' || x.direction === 'send' ? '↑' : '↓'), 'narrow'],
        ['Peer', (x) => x.peer],
        ['What', (x) => mono(x.what)],
        ['State', (x) => stateChip(x.state), 'narrow'],
        ['Progress', (x) => h('progress', { max: x.bytes || 1, value: String(x.at || 0), 'aria-label': 'moved' })],
        ['Size', (x) => bytes(x.bytes), 'num'],
        ['', (x) => x.error || '', 'opt'],
      ], transfers, ['No transfers yet', 'Files go from daemon to daemon: `alpi blob send FILE --to PEER`.']),
      shares.length > 0 && [h('h2', {}, 'Shared'), table([
        ['Content', (x) => mono(x.hash)], ['With', (x) => x.peer], ['Until', (x) => when(x.until)], ['Fetches left', (x) => x.left ?? '', 'num'],
      ], shares, ['', ''])]);
  }
}

export class Devices extends Page {
  constructor() {
    super('Devices', ['device.']);
    this.show();
  }

  async load() {
    const { devices } = await askAll('host.device.list');
    fill(this.body,
      h('p.muted', {}, 'Browsers, phones and programs that may talk to this daemon. ', h('code', {}, 'alpi devices pair'), ' in a terminal pairs another.'),
      table([
        ['Name', (x) => [h('strong', {}, x.name), x.id === state.me?.id && [' ', chip('this one', 'good')]]],
        ['Role', (x) => chip(x.role)],
        ['Profiles', (x) => (x.profiles.length ? x.profiles.join(', ') : 'all'), 'opt'],
        ['Paired', (x) => when(x.created), 'narrow opt'],
        ['Seen', (x) => when(x.seen), 'narrow'],
        ['', (x) => may('owner') && h('.row.end', {},
          button('Rename', async () => {
            const name = prompt('What to call it:', x.name);
            if (name) this.direct('host.device.rename', { device: x.id, name });
          }),
          button('Revoke', async () => {
            if (await confirmBox('Revoke ' + x.name + '?', 'What it has open ends at once. It can come back only by pairing it again.', 'Revoke')) this.direct('host.device.revoke', { device: x.id });
          }, 'danger'))],
      ], devices, ['No devices', '']));
  }

  async direct(method, params) {
    try { await askAll(method, params); this.show(); } catch (fault) { toast(fault.message, 'bad'); }
  }
}

export class Usage extends Page {
  constructor() {
    super('Tokens and money', ['model.answered']);
    this.show();
  }

  async load() {
    const { days, capUsd } = await ask('host.usage.daily', { days: 30 });
    const sum = (name) => days.reduce((all, d) => all + Number(d[name] || 0), 0);
    fill(this.body,
      h('.tiles', {}, tile('30 days', usd(sum('usd')) || '$0'), tile('Calls', sum('calls').toLocaleString()),
        tile('Tokens in', sum('input').toLocaleString()), tile('Tokens out', sum('output').toLocaleString()),
        tile('Daily limit', capUsd === undefined ? 'none' : usd(capUsd))),
      days.length > 0 && h('.charts', {},
        chart('Tokens by day', days, (d) => d.input + d.output, (v) => v.toLocaleString()),
        chart('Money by day', days, (d) => Number(d.usd || 0), usd)),
      table([
        ['Day', (x) => x.day, 'narrow'], ['Calls', (x) => x.calls, 'num'], ['In', (x) => x.input.toLocaleString(), 'num'],
        ['Cached', (x) => x.cached.toLocaleString(), 'num opt'], ['Out', (x) => x.output.toLocaleString(), 'num'], ['Cost', (x) => usd(x.usd), 'num'],
      ], [...days].reverse(), ['Nothing used yet', 'Each call of a model is counted here.']));
  }
}

function chart(title, days, value, say) {
  const most = Math.max(...days.map(value), 1e-9);
  return h('figure.chart', {}, h('figcaption', {}, title),
    h('.bars', { role: 'img', 'aria-label': title + ', at most ' + say(most) }, days.map((d) => {
      const bar = h('i', { title: d.day + ': ' + say(value(d)) });
      bar.style.height = Math.max(2, (value(d) / most) * 100) + '%';
      return bar;
    })));
}
