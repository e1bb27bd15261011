// The form of a schedule: says when it would be due before anything is kept.
import { h, fill, button, toast, modal, said } from './dom.js';
import { ask } from './store.js';
import { exact } from './schedules.js';

const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const WAYS = [['cron', 'by the calendar'], ['every', 'steadily, every …'], ['at', 'once'], ['inactivity', 'when nobody asked for anything for …'], ['change', 'when files change']];
const OFTEN = [['every hour', '0 * * * *'], ['daily at 8', '0 8 * * *'], ['weekdays at 9', '0 9 * * mon-fri'], ['Mondays at 8', '0 8 * * mon'], ['on the 1st', '0 8 1 * *']];

/** Makes a schedule, or changes the one that is given; null when it is left. */
export function openForm(given) {
  return modal(given.id ? 'Edit schedule' : 'New schedule', (end) => new Form(given, end).el, '.wide');
}

class Form {
  constructor(given, end) {
    this.given = given;
    const kind = given.kind || 'cron';
    const length = span(kind === 'every' || kind === 'inactivity' ? given.spec : '');
    this.prompt = h('textarea', { rows: 3, required: true, placeholder: 'What changed in the workspace since yesterday?', value: given.prompt || '' });
    this.name = text(given.name, 'its first words');
    this.way = select(WAYS, kind, () => this.turn());
    this.cron = text((kind === 'cron' && given.spec) || '0 9 * * mon-fri', 'minute hour day month weekday');
    this.count = h('input', { type: 'number', min: '1', step: '1', value: String(length.count), 'aria-label': 'How many' });
    this.unit = select(Object.keys(UNITS).map((u) => [u, u]), length.unit, () => this.later());
    this.unit.setAttribute('aria-label', 'Of what');
    this.at = text(kind === 'at' ? given.spec : soon(), '2030-12-24T18:00');
    this.glob = text(kind === 'change' ? given.spec : '', 'inbox/*.pdf');
    this.zone = text(given.zone || Intl.DateTimeFormat().resolvedOptions().timeZone, 'Europe/Madrid');
    this.cwd = text(given.cwd, '/home/me/work');
    this.overlap = select([['skip', 'skip the new one'], ['queue', 'wait for the old one'], ['replace', 'stop the old one']], given.overlap || 'skip');
    this.catchUp = select([['none', 'run none'], ['one', 'run one'], ['all', 'run all']], given.catchUp || 'one');
    this.model = text(given.model, 'the usual one');
    this.maxUsd = h('input', { type: 'number', min: '0', step: 'any', value: String(given.maxUsd ?? '') });
    this.maxSteps = h('input', { type: 'number', min: '1', step: '1', value: String(given.maxSteps ?? '') });
    this.minutes = h('input', { type: 'number', min: '0', step: 'any', value: String(given.timeoutMillis ? given.timeoutMillis / 60_000 : '') });
    this.preview = h('.preview-next', { role: 'status' });
    this.fault = h('p.bad', { role: 'alert' });
    this.when = h('.stack');
    for (const field of [this.cron, this.count, this.at, this.zone]) field.addEventListener('input', () => this.later());
    this.el = h('form.sheet', { onsubmit: (e) => { e.preventDefault(); this.save(end); } },
      h('h2', {}, given.id ? 'Edit ' + given.name : 'New schedule'),
      labelled('What each run is asked', this.prompt),
      h('.two', {}, labelled('When', this.way), labelled('Zone', this.zone)),
      this.when, this.preview,
      h('.two', {}, labelled('Name', this.name), labelled('Works in', this.cwd)),
      h('details', {}, h('summary', {}, 'Limits, and what happens when it is late'), h('.two', {},
        labelled('If the run before still works', this.overlap), labelled('Of moments that were missed', this.catchUp),
        labelled('Model', this.model), labelled('A run costs at most (USD)', this.maxUsd), labelled('A run has at most so many steps', this.maxSteps), labelled('A run lasts at most (minutes)', this.minutes))),
      h('p.muted', {}, said('Nobody attends its runs: they ask nothing, and hold only what grants allow (`alpi grants give`).')),
      this.fault,
      h('.row.end', {}, button('Cancel', () => end(null)), h('button.btn.primary', { type: 'submit' }, given.id ? 'Save' : 'Schedule')));
    this.turn();
  }

  turn() {
    const fields = {
      cron: () => [labelled('Minute, hour, day of month, month, day of week', this.cron),
        h('.row.wrap', {}, OFTEN.map(([name, spec]) => h('button.hint', { type: 'button', onclick: () => { this.cron.value = spec; this.later(); } }, name)))],
      every: () => h('.row', {}, this.count, this.unit),
      inactivity: () => h('.row', {}, this.count, this.unit),
      at: () => labelled('Moment', this.at),
      change: () => labelled('Files, as a path or pattern inside the folder', this.glob),
    };
    fill(this.when, fields[this.way.value]());
    this.look();
  }

  later() {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.look(), 250);
  }

  moment() {
    const millis = Number(this.count.value) * UNITS[this.unit.value];
    switch (this.way.value) {
      case 'cron': return { cron: this.cron.value.trim() };
      case 'at': return { at: this.at.value.trim() };
      case 'every': return { everyMillis: millis };
      case 'inactivity': return { inactivityMillis: millis };
      default: return { onChange: this.glob.value.trim() };
    }
  }

  /** The next moments, before anything is kept. */
  async look() {
    const turn = this.asked = (this.asked || 0) + 1;
    const way = this.way.value;
    if (way === 'inactivity' || way === 'change') {
      fill(this.preview, h('p.muted', {}, 'It is due when that happens; no time can be told.'));
      return;
    }
    const zone = this.zone.value.trim();
    try {
      const { moments, zone: inZone } = await ask('host.schedule.next', { ...this.moment(), ...(zone ? { zone } : {}), count: 5 });
      if (turn !== this.asked) return;
      fill(this.preview, moments.length ? [h('p.muted', {}, 'It would be due (', inZone, '):'), h('ol.moments', {}, moments.map((m) => h('li', {}, exact(m, inZone))))]
        : h('p.warn', {}, 'It would never be due.'));
    } catch (fault) { if (turn === this.asked) fill(this.preview, h('p.bad', {}, fault.message)); }
  }

  async save(end) {
    const optional = { name: this.name, zone: this.zone, model: this.model };
    const params = { prompt: this.prompt.value, cwd: this.cwd.value.trim(), overlap: this.overlap.value, catchUp: this.catchUp.value, ...this.moment() };
    for (const [name, field] of Object.entries(optional)) if (field.value.trim()) params[name] = field.value.trim();
    for (const [name, field] of Object.entries({ maxUsd: this.maxUsd, maxSteps: this.maxSteps })) if (field.value !== '') params[name] = Number(field.value);
    if (this.minutes.value !== '') params.timeoutMillis = Math.round(Number(this.minutes.value) * 60_000);
    if (this.given.id) Object.assign(params, { schedule: this.given.id, usual: ['model', 'maxUsd', 'maxSteps', 'timeoutMillis'].filter((limit) => !(limit in params)) });
    fill(this.fault);
    try {
      const made = await ask(this.given.id ? 'host.schedule.edit' : 'host.schedule.add', params);
      toast(made.next ? 'Scheduled: ' + exact(made.next, made.zone) : 'Scheduled.');
      end(made);
    } catch (fault) { fill(this.fault, fault.message + (fault.hint ? ' ' + fault.hint : '')); }
  }
}

let ids = 0;
function labelled(name, field) {
  field.id ||= 'f-' + (++ids);
  return h('.stack', {}, h('label.muted', { for: field.id }, name), field);
}

function text(value, placeholder) {
  return h('input', { type: 'text', value: value || '', placeholder, autocomplete: 'off', spellcheck: 'false' });
}

function select(options, value, onchange) {
  return h('select', { onchange }, options.map(([id, name]) => h('option', { value: id, selected: id === value }, name)));
}

/** A length of time as the daemon writes it, for example 90m, in the largest unit that fits. */
function span(spec) {
  const sizes = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let millis = 0;
  for (const [, n, unit] of (spec || '').matchAll(/(\d+)(ms|s|m|h|d)/g)) millis += Number(n) * sizes[unit];
  if (!millis) return { count: 1, unit: 'hours' };
  const unit = Object.keys(UNITS).reverse().find((u) => millis % UNITS[u] === 0) || 'minutes';
  return { count: Math.max(1, Math.round(millis / UNITS[unit])), unit };
}

function soon() {
  const at = new Date(Date.now() + 3_600_000);
  const two = (n) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:00`;
}
