// The conversation: what was said, what is being said, and the line one writes on.
import { h, fill, icon, toast, chip, span, bytes, usd, askBox, empty } from './dom.js';
import { markdown, Growing, code } from './markdown.js';
import { state, plane, ask, on, tell, may, recall, remember } from './store.js';
import { approvalCard, questionCard } from './sidecar.js';
import { follow } from './views.js';

const HINTS = [
  'Summarise the files in this folder',
  'What did we talk about last week?',
  'Remember that I prefer short answers',
  'What is 17 % of 2,340?',
];

export class Chat {
  constructor() {
    this.session = '';
    this.turn = null;
    this.log = h('.log', { role: 'log', 'aria-label': 'Conversation', 'aria-live': 'polite' });
    this.scroller = h('.scroller', { tabIndex: 0, onscroll: () => { this.stuck = this.atEnd(); } }, this.log);
    this.stuck = true;
    this.input = h('textarea', {
      rows: 1, placeholder: 'Ask alpi, or tell it what to do', 'aria-label': 'Message',
      oninput: () => this.grow(), onkeydown: (e) => this.key(e),
    });
    this.send = h('button.btn.primary.send', { type: 'submit', 'aria-label': 'Send' }, icon('send'));
    this.where = h('button.link.where', { type: 'button', title: 'The folder that alpi works in', onclick: () => this.move() });
    this.status = h('span.muted', { 'aria-live': 'polite' });
    this.held = h('a.muted.held', { hidden: true });
    if (may('admin')) follow('context', (document) => { this.contexts = document?.sessions || {}; this.context(); });
    this.heading = h('h1.unseen');
    this.el = h('section.chat', { 'aria-label': 'Chat' }, this.heading,
      this.scroller,
      h('form.composer', { onsubmit: (e) => { e.preventDefault(); this.submit(); } },
        h('.field', {}, this.input, this.send),
        h('.row.under', {}, this.where, this.status, this.held)));
    on('connection', () => { if (state.connection === 'open') this.comeBack(); this.paint(); });
    on('pending', () => this.waiting());
    this.paint();
  }

  get folder() { return recall('folder.' + state.profile) || state.folder; }

  async move() {
    const to = await askBox('Work in another folder', 'An absolute path on the machine of the daemon', this.folder, 'Work there');
    if (!to) return;
    if (!to.startsWith('/')) { toast('A folder is named by its whole path, from / on.', 'bad'); return; }
    remember('folder.' + state.profile, to);
    this.paint();
    if (!this.session) this.welcome();
  }

  /** How much the model was shown last; one click shows all of it. */
  context() {
    const row = this.contexts?.[this.session];
    this.held.hidden = !row;
    if (!row) return;
    this.held.href = '#/context/' + this.session;
    fill(this.held, `in context: ${row.tokens.toLocaleString()} tokens` + (row.omitted ? `, ${row.omitted} left out` : ''));
  }

  paint() {
    this.context();
    fill(this.where, this.folder);
    const live = !!this.turn;
    fill(this.send, icon(live && !this.input.value.trim() ? 'stop' : 'send'));
    this.send.setAttribute('aria-label', live ? (this.input.value.trim() ? 'Add to the running turn' : 'Stop') : 'Send');
    this.send.disabled = state.connection !== 'open' || (!live && !this.input.value.trim());
    fill(this.status, live ? this.turn.said || 'working' : '');
  }

  grow() {
    this.input.style.height = 'auto';
    this.input.style.height = Math.min(this.input.scrollHeight, 220) + 'px';
    this.paint();
  }

  key(e) {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); this.submit(); }
    else if (e.key === 'Escape' && this.turn) this.stop();
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60;
  }

  follow() {
    if (this.stuck) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  async open(session) {
    this.session = session;
    this.turn = null;
    this.live = null;
    fill(this.log);
    tell('session', session);
    if (!session) { this.welcome(); this.paint(); this.input.focus(); return; }
    try {
      const shown = await ask('host.session.show', { id: session });
      if (this.session !== session) return;
      document.title = (shown.session.title || 'Conversation') + ' · alpi';
      fill(this.heading, shown.session.title || 'Conversation');
      this.history(shown.messages);
      this.stuck = true;
      this.follow();
      if (shown.session.lastState === 'open') this.resume(shown.session.lastTurn);
      else if (shown.session.interrupted) this.note('The last turn was interrupted.', 'warn');
    } catch (fault) {
      fill(this.log, empty('That conversation cannot be shown', fault.message));
    }
    this.paint();
  }

  welcome() {
    document.title = 'alpi';
    fill(this.heading, 'Conversation');
    fill(this.log, h('.welcome', {},
      h('h2', {}, 'What shall we do?'),
      h('p.muted', {}, 'alpi works on this machine, in ', h('code', {}, this.folder),
        '. Whatever leaves it, and whatever it changes, is judged first and on record after.'),
      h('.hints', {}, HINTS.map((hint) => h('button.hint', { type: 'button',
        onclick: () => { this.input.value = hint; this.grow(); this.input.focus(); } }, hint)))));
  }

  /** Messages as they were written down; results go under the calls they answer. */
  history(messages) {
    const cards = new Map();
    for (const m of messages) {
      if (m.role === 'user' && !m.result) {
        this.log.append(this.mine(m.text, m.attachments));
      } else if (m.result) {
        const card = cards.get(m.result.call);
        if (card) card.answered({ ok: m.result.ok, preview: m.text });
      } else if (m.role === 'assistant') {
        if (m.said?.reasoning) this.log.append(reasoning(m.said.reasoning));
        if (m.text) this.log.append(h('article.msg.theirs', {}, h('.prose', {}, markdown(m.text))));
        for (const call of m.said?.calls || []) {
          const card = new ToolCard(call.tool, '', call.arguments);
          cards.set(call.id, card);
          this.log.append(card.el);
        }
      }
      // What was put before the model besides (date, folder, summaries) is no part of what was said.
    }
    if (!messages.length) this.welcome();
  }

  mine(text, attachments = []) {
    return h('article.msg.mine', { 'aria-label': 'You' }, h('.bubble', {}, text,
      (attachments || []).length > 0 && h('.row.wrap', {}, attachments.map((a) => chip(`${a.name} · ${bytes(a.bytes)}`)))));
  }

  note(text, kind = '') {
    this.log.append(h('p.note' + (kind && '.' + kind), {}, text));
    this.follow();
  }

  async submit() {
    const text = this.input.value.trim();
    if (this.turn && !text) { this.stop(); return; }
    if (!text || state.connection !== 'open') return;
    this.input.value = '';
    this.grow();
    if (this.turn) {
      try {
        const answer = await ask('host.chat.steer', { turn: this.turn.id, text });
        this.note(answer.accepted ? 'Added: ' + text : 'The turn had ended already.');
      } catch (fault) { toast(fault.message, 'bad'); }
      return;
    }
    this.log.querySelector('.welcome')?.remove();
    this.log.append(this.mine(text));
    this.stuck = true;
    const params = {
      text, cwd: this.folder, attended: may('owner'),
      idempotencyKey: 'web-' + crypto.randomUUID(),
      ...(this.session ? { session: this.session } : { newSession: true }),
    };
    this.start({ id: '', key: params.idempotencyKey, params });
    await this.run('host.chat.send', params);
  }

  start(turn) {
    this.turn = { seq: 0, step: 0, offset: 0, said: 'working', ...turn };
    this.live = null;
    this.reason = null;
    this.cards = new Map();
    this.dots = h('.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
    this.log.append(this.dots);
    this.follow();
    this.paint();
  }

  async run(method, params) {
    const turn = this.turn;
    try {
      const result = await ask(method, params, (event, seq) => { if (this.turn === turn) this.take(event, seq); });
      if (this.turn === turn) this.finish(result);
    } catch (fault) {
      if (this.turn !== turn) return;
      if (fault.code === 'lost') { turn.lost = true; turn.said = 'connection lost, coming back'; this.paint(); return; }
      this.endTurn();
      this.note(fault.message + (fault.hint ? ' ' + fault.hint : ''), 'bad');
    }
  }

  /** The socket is back: what the turn did meanwhile is told from where we stopped. */
  comeBack() {
    const turn = this.turn;
    if (!turn?.lost) return;
    turn.lost = false;
    turn.said = 'working';
    if (turn.id) {
      this.run('host.chat.resume', { turn: turn.id, afterSeq: turn.seq, step: turn.step, offset: turn.offset });
    } else if (turn.params) {
      // Nobody told us that it was taken: the same key never starts a second turn.
      this.run('host.chat.send', turn.params);
    }
    this.paint();
  }

  resume(id) {
    this.start({ id });
    this.run('host.chat.resume', { turn: id });
  }

  async stop() {
    if (!this.turn?.id) return;
    this.turn.said = 'stopping';
    this.paint();
    try { await ask('host.chat.cancel', { turn: this.turn.id }); } catch (fault) { toast(fault.message, 'bad'); }
  }

  put(el) {
    this.log.insertBefore(el, this.dots);
    this.follow();
  }

  take(event, seq) {
    const turn = this.turn;
    turn.seq = Math.max(turn.seq, seq);
    switch (event.kind) {
      case 'accepted': case 'started':
        turn.id = event.turn;
        if (this.session !== event.session) {
          this.session = event.session;
          history.replaceState(null, '', '#/chat/' + event.session);
          tell('session', event.session);
        }
        if (event.kind === 'started') { turn.said = event.model; turn.show = event.show; }
        break;
      case 'text': this.text(event); break;
      case 'reasoning': this.thinking(event); break;
      case 'tool.called': {
        this.closeText();
        const card = new ToolCard(event.tool, event.summary, '', event.decision);
        this.cards.set(event.call, card);
        this.put(card.el);
        break;
      }
      case 'tool.progress': this.cards.get(event.call)?.progress(event.line); break;
      case 'tool.answered': this.cards.get(event.call)?.answered(event); break;
      case 'approval.asked': this.closeText(); this.put(approvalCard({ ...event.approval, turn: turn.id })); break;
      case 'approval.answered': tell('answered', event); break;
      case 'question.asked': this.closeText(); this.put(questionCard(event.question)); break;
      case 'retrying': this.put(h('p.note', {}, `Trying again in ${span(event.delayMillis)}: ${event.reason}`)); break;
      case 'fellBack': this.put(h('p.note.warn', {}, `Fell back to ${event.model}: ${event.reason}`)); break;
      case 'note': this.put(h('p.note', {}, event.text)); break;
      case 'usage': turn.usage = event; break;
      default: break;
    }
    this.paint();
  }

  text(event) {
    const turn = this.turn;
    if (!this.live || turn.step !== event.step) {
      this.closeText();
      this.live = new Growing();
      this.put(h('article.msg.theirs', {}, this.live.el));
      if (turn.step !== event.step) turn.offset = 0;
      turn.step = event.step;
    }
    // After a gap the same words may come again: only what lies behind the last is new.
    const fresh = event.text.slice(Math.max(0, turn.offset - event.offset));
    if (fresh) {
      this.live.add(fresh);
      turn.offset = event.offset + event.text.length;
      requestAnimationFrame(() => this.follow());
    }
  }

  thinking(event) {
    if (!this.reason) {
      this.reason = reasoning('');
      this.put(this.reason);
    }
    this.reason.querySelector('.words').append(event.text);
  }

  closeText() {
    this.live?.finish();
    this.live = null;
    this.reason = null;
  }

  waiting() {
    if (this.turn && state.approvals.some((a) => a.turn === this.turn.id)) this.turn.said = 'waiting for you';
    else if (this.turn?.said === 'waiting for you') this.turn.said = 'working';
    this.paint();
  }

  endTurn() {
    this.closeText();
    this.dots?.remove();
    this.turn = null;
    this.paint();
  }

  finish(result) {
    const shown = !!this.log.querySelector('.dots');
    const had = this.live || this.turn.offset > 0;
    this.endTurn();
    if (!had && result.text && shown) this.log.append(h('article.msg.theirs', {}, h('.prose', {}, markdown(result.text))));
    if (result.state !== 'done') {
      this.note((result.message || 'The turn was ' + result.state + '.') + (result.hint ? ' ' + result.hint : ''),
        result.state === 'cancelled' ? '' : 'bad');
    }
    const facts = [result.model, span(result.millis), result.steps > 1 && result.steps + ' steps',
      result.usage?.input > 0 && (result.usage.input + result.usage.output).toLocaleString() + ' tokens',
      Number(result.usd) > 0 && usd(result.usd)];
    this.log.append(h('p.facts', {}, facts.filter(Boolean).join(' · '),
      ' ', h('a', { href: '#/runs/' + result.turn }, 'run')));
    this.follow();
    tell('turn');
  }
}

function reasoning(text) {
  return h('details.reasoning', {}, h('summary', {}, 'Thoughts'), h('p.words', {}, text));
}

class ToolCard {
  constructor(tool, summary, args = '', decision = '') {
    this.state = h('span.state', {}, 'running');
    this.body = h('.tool-body');
    this.title = h('span.tool-summary', {}, summary || brief(args));
    this.el = h('details.tool', {}, h('summary', {},
      h('span.tool-name', {}, tool), this.title,
      decision && decision !== 'allow' && chip(decision.split(' ')[0]), this.state), this.body);
    this.el.dataset.state = 'running';
    if (args) this.body.append(code(pretty(args), 'arguments'));
  }

  progress(line) {
    if (!this.lines) this.body.append(this.lines = h('pre.progress'));
    this.lines.append(line + '\n');
    while (this.lines.childNodes.length > 200) this.lines.firstChild.remove();
  }

  answered(event) {
    this.el.dataset.state = event.ok ? 'ok' : 'failed';
    fill(this.state, event.ok ? 'done' : 'failed', event.millis !== undefined && ' · ' + span(event.millis));
    if (event.preview) {
      this.lines?.remove();
      this.body.append(code(event.preview.slice(0, 20000), event.bytes > 400 ? 'result, the beginning of ' + bytes(event.bytes) : 'result'));
    }
  }
}

function brief(args) {
  try {
    const value = typeof args === 'string' ? JSON.parse(args) : args;
    return Object.values(value).filter((v) => typeof v === 'string').join(' ').slice(0, 120);
  } catch { return String(args).slice(0, 120); }
}

export function pretty(args) {
  try { return JSON.stringify(typeof args === 'string' ? JSON.parse(args) : args, null, 2); } catch { return String(args); }
}
