// The right side of every page: what waits for the owner, and what happens.
import { h, fill, icon, button, chip, toast, ago, clock, empty } from './dom.js';
import { code } from './markdown.js';
import { state, ask, on, tell, may, pending } from './store.js';
import { follow } from './views.js';
import { keepFocus } from './page.js';
import { pretty } from './chat.js';

export function approvalCard(a) {
  const profile = a.profile || state.profile;
  const end = h('span.muted.ends');
  const left = () => fill(end, a.expires ? 'ends ' + ago(a.expires) : '');
  left();
  const timer = setInterval(() => { if (el.isConnected) left(); else { clearInterval(timer); off(); } }, 5000);
  const answer = async (choice) => {
    try {
      const won = await ask('host.approval.answer', { profile, approval: a.id, choice });
      tell('answered', { approval: a.id, choice: won.choice });
    } catch (fault) { toast(fault.message, 'bad'); pending(); }
  };
  const settle = (choice) => {
    if (el.classList.contains('settled')) return;
    off();
    el.classList.add('settled');
    fill(actions, h('span.muted', {}, choice === 'deny' ? 'Refused.' : choice === 'once' ? 'Allowed once.'
      : choice === 'session' ? 'Allowed in this conversation.' : 'Allowed from now on.'));
  };
  const off = on('answered', (won) => { if (won.approval === a.id) settle(won.choice); });
  const actions = h('.row.wrap', {}, may('owner')
    ? [button('Allow once', () => answer('once'), 'primary'),
      a.rememberable && button('In this conversation', () => answer('session')),
      a.rememberable && button('Always', () => answer('always')),
      button('Refuse', () => answer('deny'), 'danger')]
    : h('span.muted', {}, 'Only the owner can answer this.'));
  const el = h('section.approval', { 'aria-label': 'Consent: ' + a.summary, 'data-approval': a.id },
    h('.row', {}, h('strong', {}, a.tool), end),
    h('p.summary', {}, a.summary),
    a.destination && h('p.to', {}, h('span.muted', {}, 'to '), h('code', {}, a.destination)),
    a.taint?.length > 0 && h('p.row.wrap', {}, h('span.muted', {}, 'words of'), a.taint.map((t) => chip(t, t === 'owner' ? '' : 'warn'))),
    code(pretty(a.arguments), 'exactly this'),
    actions);
  return el;
}

export function questionCard(q) {
  const profile = q.profile || state.profile;
  const field = h('input', { type: 'text', 'aria-label': 'Answer', placeholder: 'Answer' });
  const answer = async (text) => {
    if (!text.trim()) return;
    try {
      await ask('host.question.answer', { profile, question: q.id, answer: text });
      el.classList.add('settled');
      fill(actions, h('span.muted', {}, 'Answered: ' + text));
    } catch (fault) { toast(fault.message, 'bad'); }
  };
  const actions = h('form.row.wrap', { onsubmit: (e) => { e.preventDefault(); answer(field.value); } },
    (q.choices || []).map((choice) => button(choice, () => answer(choice))),
    field, h('button.btn', { type: 'submit' }, 'Answer'));
  const el = h('section.approval.question', { 'aria-label': 'Question' }, h('p.summary', {}, q.text), actions);
  return el;
}

export class Sidecar {
  constructor() {
    this.waiting = h('.waiting');
    this.lane = h('ol.lane', { 'aria-label': 'What happens' });
    this.el = h('aside.sidecar', { 'aria-label': 'Waiting and activity' },
      h('header.row', {}, this.heading = h('h2', { tabIndex: -1 }, 'Waiting for you'),
        h('button.icon-btn.only-narrow', { type: 'button', 'aria-label': 'Close', onclick: () => tell('sidecar', false) }, icon('x'))),
      this.waiting,
      h('h2', {}, 'Activity'),
      this.lane);
    on('pending', () => this.paint());
    // What waits is asked for when the record says that it changed: its words stand in no view.
    if (may('admin')) follow('approvals', (document) => { if (document) pending(); });
    on('event', () => this.later());
    on('profile', () => this.later());
    this.paint();
    this.activity();
  }

  paint() {
    const cards = [...state.approvals.map(approvalCard), ...state.questions.map(questionCard)];
    keepFocus(this.waiting, () => fill(this.waiting, cards.length ? cards : h('p.muted.quiet', {}, 'Nothing. What alpi may not do without you appears here.')), this.heading);
    tell('waiting', cards.length);
  }

  later() {
    if (!this.due) this.due = requestAnimationFrame(() => { this.due = 0; this.activity(); });
  }

  activity() {
    const rows = state.recent.filter((e) => !DULL.has(e.kind)).slice(0, 40);
    fill(this.lane, rows.length ? rows.map((e) => h('li', { 'data-tone': tone(e.kind) },
      h('a', { href: '#/events/' + e.seq }, h('span.kind', {}, e.kind), h('span.muted', {}, clock(e.at)), h('span.muted.what', {}, words(e)))))
      : h('li.muted.quiet', {}, may('admin') ? 'Nothing yet since this page was opened.' : 'Only owners and admins see the record.'));
  }
}

const DULL = new Set(['host.called', 'device.entered', 'context.assembled', 'journal.checkpointed', 'job.submitted', 'job.started',
  'job.done', 'session.turn', 'model.called', 'blob.stored', 'sandbox.started', 'egress.closed', 'grant.used']);

export function tone(kind) {
  if (/failed|denied|lost|refused|degraded|dropped/.test(kind)) return 'bad';
  if (/asked|parked|halted|invited/.test(kind)) return 'warn';
  return '';
}

/** The body of an event in a few words. */
export function words(event) {
  const b = event.body || {};
  const said = [b.tool, b.verb, b.host && b.host + (b.port ? ':' + b.port : ''), b.model, b.name, b.state, b.choice, b.decision, b.reason, b.code]
    .filter((x) => typeof x === 'string' && x);
  return [...new Set(said)].slice(0, 4).join(' · ');
}
