// Markdown as nodes. The text is cut into tokens by a library; every node is made here, so that no
// HTML of a message is ever read as HTML, and nothing is fetched because a message names it.
import { lexer } from './marked.js';
import { h, toast } from './dom.js';

const SAFE = /^(https?:|mailto:)/i;

export function markdown(text) {
  let tokens;
  try { tokens = lexer(text, { gfm: true, breaks: false }); } catch { tokens = [{ type: 'raw', raw: text }]; }
  return tokens.map(block).filter(Boolean);
}

function block(token) {
  switch (token.type) {
    case 'space': case 'def': return null;
    case 'heading': return h('h' + Math.min(token.depth + 2, 6), {}, inline(token.tokens));
    case 'paragraph': return h('p', {}, inline(token.tokens));
    case 'text': return token.tokens ? h('span', {}, inline(token.tokens)) : plain(token.text);
    case 'code': return code(token.text, (token.lang || '').split(/\s/)[0]);
    case 'blockquote': return h('blockquote', {}, token.tokens.map(block));
    case 'hr': return h('hr');
    case 'list': return list(token);
    case 'table': return table(token);
    default: return h('p', {}, token.raw);
  }
}

function list(token) {
  const kids = token.items.map((item) => h('li' + (item.task ? '.task' : ''), {},
    item.task && h('input', { type: 'checkbox', checked: !!item.checked, disabled: true,
      'aria-label': item.checked ? 'done' : 'open' }),
    item.tokens.map(block)));
  return token.ordered ? h('ol', { start: token.start || 1 }, kids) : h('ul', {}, kids);
}

function table(token) {
  const cell = (tag) => (c, i) => h(tag, { class: token.align[i] ? 'to-' + token.align[i] : undefined },
    inline(c.tokens));
  return h('.scroll', {}, h('table', {},
    h('thead', {}, h('tr', {}, token.header.map(cell('th')))),
    h('tbody', {}, token.rows.map((row) => h('tr', {}, row.map(cell('td')))))));
}

export function code(text, lang) {
  return h('figure.code', {},
    h('figcaption', {}, h('span', {}, lang || 'text'),
      h('button.link', { type: 'button', onclick: () => copy(text) }, 'Copy')),
    h('pre', { tabIndex: 0 }, h('code', {}, text)));
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast('Copied.'); } catch { toast('Copying is not allowed here.', 'bad'); }
}

function inline(tokens) {
  return (tokens || []).map((token) => {
    switch (token.type) {
      case 'strong': return h('strong', {}, inline(token.tokens));
      case 'em': return h('em', {}, inline(token.tokens));
      case 'del': return h('del', {}, inline(token.tokens));
      case 'codespan': return h('code', {}, token.text);
      case 'br': return h('br');
      case 'link': return link(token);
      case 'image': return h('span.image', { title: token.href }, 'image: ' + (token.text || token.href));
      case 'escape': return token.text;
      case 'text': return token.tokens ? inline(token.tokens) : plain(token.text);
      default: return token.raw;
    }
  });
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', '#39': "'" };

// The lexer leaves references as they are; the usual ones become what they mean, as text.
function plain(text) {
  return text.replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_, name) => NAMED[name]);
}

function link(token) {
  const label = inline(token.tokens);
  if (!SAFE.test(token.href || '')) return h('span', {}, label, ' (' + token.href + ')');
  return h('a', { href: token.href, target: '_blank', rel: 'noopener noreferrer nofollow', title: token.href }, label);
}

/** Text that grows: blocks that are complete stay as they are, only the last is made anew. */
export class Growing {
  constructor() {
    this.el = h('.prose');
    this.done = 0;
    this.text = '';
    this.open = [];
  }

  add(text) {
    this.text += text;
    if (!this.due) this.due = requestAnimationFrame(() => { this.due = 0; this.draw(); });
  }

  draw() {
    const cut = settled(this.text, this.done);
    this.open.forEach((node) => node.remove());
    if (cut > this.done) {
      this.el.append(...markdown(this.text.slice(this.done, cut)));
      this.done = cut;
    }
    this.open = markdown(this.text.slice(this.done));
    this.el.append(...this.open);
  }

  finish() {
    cancelAnimationFrame(this.due);
    this.due = 0;
    this.el.replaceChildren(...markdown(this.text));
  }
}

/** Where the last block begins that may still change: behind a blank line outside of any fence. */
function settled(text, from) {
  let cut = from;
  let fence = '';
  let at = from;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    const line = text.slice(at, end);
    const mark = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark && !fence) fence = mark;
    else if (mark && fence && mark[0] === fence[0] && mark.length >= fence.length) fence = '';
    at = end + 1;
    const next = text[at];
    if (!fence && line.trim() === '' && next && next !== ' ' && next !== '\n' && !/[-*+\d>|]/.test(next)) cut = at;
  }
  return cut;
}
