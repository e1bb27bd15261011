// The pages that are lists: each asks once, shows rows, and asks again when its view has changed.
import { h, fill, icon, button, chip, toast, when, bytes, usd, confirmBox, askBox } from './dom.js';
import { Page, table, stateChip, mono, runLink, actor, iconButton } from './page.js';
import { markdown } from './markdown.js';
import { state, ask, askAll, may } from './store.js';

export class Sessions extends Page {
  constructor() {
    super('Conversations', ['sessions']);
    this.search = h('input', { type: 'search', placeholder: 'Search all messages', 'aria-label': 'Search all messages',
      oninput: () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.show(), 200); } });
    this.tools.append(this.search);
    this.show();
  }

  async load() {
    const query = this.search.value.trim();
    if (query) {
      const { hits, notice } = await ask('host.session.search', { query, limit: 50 });
      return () => fill(this.body, notice && h('p.note', {}, notice), table([
        ['When', (x) => when(x.at), 'narrow'],
        ['Who', (x) => x.role, 'narrow'],
        ['Words', (x) => h('a', { href: '#/chat/' + x.session }, x.snippet)],
      ], hits, ['Nothing found', 'No message holds these words.']));
    }
    const { sessions, notice } = await ask('host.session.list', { limit: 100 });
    return () => fill(this.body, notice && h('p.note', {}, notice), table([
      ['Title', (x) => h('a', { href: '#/chat/' + x.id }, x.title || 'Untitled')],
      ['Used', (x) => when(x.updated), 'narrow'],
      ['Turns', (x) => x.turns, 'num'],
      ['Model', (x) => x.model, 'opt'],
      ['', (x) => h('.row.end', {}, stateChip(x.interrupted ? 'interrupted' : ''),
        may('admin') && h('a.icon-btn', { href: '#/context/' + x.id, 'aria-label': 'What the model was shown', title: 'What the model was shown' }, icon('context')),
        may('admin') && iconButton('fork', 'Copy this conversation to go on from here', async () => {
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

export class Outputs extends Page {
  constructor(id) {
    super('Outputs', ['outputs']);
    this.id = id;
    this.show();
  }

  async load() {
    if (this.id) {
      const { output, text } = await ask('host.output.show', { output: this.id });
      if (may('admin') && !output.read) ask('host.output.mark', { output: this.id }).catch(() => {});
      return () => {
        fill(this.tools, h('a.btn', { href: '#/outputs' }, 'All outputs'), runLink(output.run), stateChip(output.state), when(output.at));
        fill(this.body, h('h2', {}, output.title), h('article.prose.paper', {}, markdown(text || output.message || '')));
      };
    }
    const { outputs, unread } = await ask('host.output.list', { limit: 100 });
    return () => this.lay(outputs, unread);
  }

  lay(outputs, unread) {
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
    super('Permissions', ['grants']);
    this.all = h('input', { type: 'checkbox', onchange: () => this.show() });
    this.tools.append(h('label.row', {}, this.all, 'also those that ended'));
    this.show();
  }

  async load() {
    const { grants } = await ask('host.grant.list', { all: this.all.checked, limit: 200 });
    return () => fill(this.body, table([
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
    super('What leaves the machine', ['egress']);
    this.host = h('input', { type: 'search', placeholder: 'Only this host', 'aria-label': 'Only this host', onchange: () => this.show() });
    this.tools.append(this.host);
    this.show();
  }

  async load() {
    const host = this.host.value.trim();
    const [{ rows }, rules] = await Promise.all([ask('host.egress.ledger', { limit: 300, ...(host ? { host } : {}) }), ask('host.egress.rules')]);
    return () => fill(this.body,
      h('p.muted', {}, 'Posture ', h('strong', {}, rules.posture), rules.block.length > 0 && [' · blocked ', rules.block.map((b) => chip(b, 'bad'))],
        rules.allow.length > 0 && [' · allowed ', rules.allow.map((b) => chip(b))], rules.shut && h('span.bad', {}, ' ' + rules.shut)),
      table([
        ['When', (x) => when(x.at), 'narrow'],
        ['', (x) => stateChip(x.decision), 'narrow'],
        ['Host', (x) => h('strong', {}, x.host + (x.port ? ':' + x.port : ''))],
        ['By', (x) => [x.by || actor(x.actor), ' ', runLink(x.job)]],
        ['Sent', (x) => bytes(x.bytesOut), 'num'],
        ['Received', (x) => bytes(x.bytesIn), 'num'],
        ['Why', (x) => x.reason || '', 'opt'],
        ['', (x) => may('owner') && !rules.block.includes(x.host) && button('Block', () => this.block(x.host))],
      ], rows.reverse(), ['Nothing has left', 'Every connection of models and tools is listed here, with its run and its bytes.'], (x) => String(x.seq ?? '')));
  }

  async block(host) {
    if (await confirmBox('Block ' + host + '?', 'Nothing reaches it any more, models included. `alpi egress unblock ' + host + '` takes that back.', 'Block')) {
      this.act('host.egress.block', { host }, host + ' is blocked.');
    }
  }
}

export class Audit extends Page {
  constructor() {
    super('Audit', ['audit']);
    this.scan = ask('host.audit.scan');
    this.tools.append(button('Check the record', () => this.verify()));
    this.show();
  }

  async verify() {
    const result = await this.act('host.audit.verify', {});
    if (result) toast(result.ok ? `${result.events.toLocaleString()} events are as they were written.` : result.detail, result.ok ? 'good' : 'bad');
  }

  async load() {
    const [{ findings }, { calls }] = await Promise.all([this.scan, ask('host.audit.log', { limit: 100 })]);
    return () => fill(this.body,
      h('h2', {}, 'Wider open than need be'),
      table([
        ['', (x) => stateChip(x.severity), 'narrow'],
        ['Where', (x) => x.check, 'narrow'],
        ['What', (x) => x.detail],
        ['What mends it', (x) => (x.fix ? h('code', {}, x.fix) : '')],
      ], findings, ['Nothing found', ''], (x) => x.check),
      h('h2', {}, 'Who changed or approved what'),
      table([
        ['When', (x) => when(x.at), 'narrow'],
        ['Who', (x) => actor(x.actor)],
        ['What', (x) => h('code', {}, x.verb)],
        ['About', (x) => mono(x.target), 'opt'],
        ['', (x) => stateChip(x.decision), 'narrow'],
        ['Why', (x) => x.reason || '', 'opt'],
      ], calls.reverse(), ['Nobody has changed anything yet', ''], (x) => String(x.seq ?? '')));
  }
}

export class Devices extends Page {
  constructor() {
    super('Devices', ['audit']);
    this.show();
  }

  async load() {
    const { devices } = await askAll('host.device.list');
    state.devices = new Map(devices.map((d) => [d.id, d.name]));
    return () => fill(this.body,
      h('p.muted', {}, 'Browsers, phones and programs that may talk to this daemon. ', h('code', {}, 'alpi devices pair'), ' in a terminal pairs another.'),
      table([
        ['Name', (x) => [h('strong', {}, x.name), x.id === state.me?.id && [' ', chip('this one', 'good')]]],
        ['Role', (x) => chip(x.role)],
        ['Profiles', (x) => (x.profiles.length ? x.profiles.join(', ') : 'all'), 'opt'],
        ['Paired', (x) => when(x.created), 'narrow opt'],
        ['Seen', (x) => when(x.seen), 'narrow'],
        ['', (x) => may('owner') && h('.row.end', {},
          button('Rename', async () => {
            const name = await askBox('Rename ' + x.name, 'What to call it', x.name, 'Rename');
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
