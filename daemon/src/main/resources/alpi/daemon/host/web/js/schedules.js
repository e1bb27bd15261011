// Work that begins by itself: what there is, what became of it, and the form that makes more of it.
import { h, fill, button, when, confirmBox } from './dom.js';
import { Page, table, stateChip, runLink, iconButton, tile, actor } from './page.js';
import { state, ask, may, recall } from './store.js';
import { openForm } from './schedule-form.js';

const folder = () => recall('folder.' + state.profile) || state.folder;

export class Schedules extends Page {
  constructor() {
    super('Schedules', ['schedules', 'outputs']);
    if (may('owner')) this.tools.append(button('New schedule …', async () => { if (await openForm({ cwd: folder() })) this.show(); }, 'primary'));
    this.show();
  }

  async load() {
    const { schedules } = await ask('host.schedule.list');
    return () => fill(this.body, table([
      ['Name', (x) => h('a', { href: '#/schedules/' + x.id }, x.name)],
      ['State', (x) => stateChip(x.state), 'narrow'],
      ['When', (x) => [h('span.muted.opt', {}, KINDS[x.kind] || x.kind, ' '), h('code', {}, x.spec)]],
      ['Zone', (x) => x.zone, 'opt'],
      ['Next', (x) => when(x.next), 'narrow'],
      ['', (x) => deeds(this, x), 'narrow opt'],
    ], schedules, ['Nothing is scheduled', 'Say “every weekday at nine, …” in a chat, make one here, or use `alpi schedule add`.']));
  }
}

const KINDS = { cron: 'by the calendar', every: 'every', at: 'once', inactivity: 'after silence of', change: 'when files change:' };

function deeds(page, x) {
  return h('.row.end', {}, may('admin') && [
    button('Run now', () => page.act('host.schedule.fire', { schedule: x.id }, (made) => made.reason || 'It runs.')),
    x.state === 'paused' ? button('Resume', () => page.act('host.schedule.resume', { schedule: x.id }, 'It goes on.'))
      : button('Pause', () => page.act('host.schedule.pause', { schedule: x.id }, 'It rests.'))],
  may('owner') && iconButton('trash', 'Remove this schedule', async () => {
    if (!(await confirmBox('Remove ' + x.name + '?', 'Runs under way go on.', 'Remove'))) return;
    const done = await page.act('host.schedule.remove', { schedule: x.id }, 'Removed.');
    if (done && page.id) location.hash = '#/schedules';
  }));
}

export class Schedule extends Page {
  constructor(id) {
    super('Schedule', ['schedules', 'outputs']);
    this.id = id;
    this.show();
  }

  async load() {
    const [shown, next] = await Promise.all([
      ask('host.schedule.show', { schedule: this.id }),
      ask('host.schedule.next', { schedule: this.id, count: 5 }).catch(() => ({ moments: [] }))]);
    return () => this.lay(shown, next.moments);
  }

  lay(shown, moments) {
    const x = shown.schedule;
    fill(this.head, x.name);
    fill(this.tools, stateChip(x.state), h('a.btn', { href: '#/schedules' }, 'All schedules'),
      may('owner') && button('Edit …', () => this.edit(shown)), deeds(this, x));
    fill(this.body,
      h('.tiles', {}, tile('When', h('code', {}, x.spec)), tile('Zone', x.zone), tile('If still at work', x.overlap),
        tile('Missed moments', x.catchUp), tile('Model', x.model || 'the usual'), tile('Works in', h('code', {}, shown.workspace)), tile('Made by', actor(shown.creator))),
      h('h2', {}, 'What it asks'), h('p.paper.asked', {}, shown.prompt),
      h('h2', {}, 'Next'), moments.length ? h('ol.moments', {}, moments.map((m) => h('li', {}, exact(m, x.zone), ' ', h('span.muted', {}, when(m)))))
        : h('p.muted', {}, x.state === 'paused' ? 'It rests.' : 'It is due when what it waits for happens.'),
      h('h2', {}, 'What became of its moments'),
      table([
        ['Moment', (s) => when(s.at), 'narrow'], ['State', (s) => stateChip(s.state), 'narrow'], ['By', (s) => s.cause, 'narrow opt'],
        ['Run', (s) => runLink(s.run), 'narrow'], ['Why', (s) => [s.count > 1 && s.count + ' moments ', s.reason || '']],
      ], shown.slots, ['Nothing yet', 'Each of its moments is listed here, also those that were skipped or missed.'], (s) => s.at));
  }

  async edit(shown) {
    const made = await openForm({ ...shown.schedule, prompt: shown.prompt, cwd: shown.workspace });
    if (made) { this.id = made.id; history.replaceState(null, '', '#/schedules/' + made.id); this.show(); }
  }
}

export function exact(iso, zone) {
  const say = { weekday: 'short', day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false };
  try { return new Intl.DateTimeFormat(undefined, { ...say, timeZone: zone }).format(new Date(iso)); } catch {
    return new Intl.DateTimeFormat(undefined, say).format(new Date(iso));
  }
}
