// Reads one document for an agent: what is on it by role and name, where an element can be
// clicked, and the few changes that hands alone cannot make. Returns an object of verbs, each
// taking and returning plain values. Lives out of the page's reach where the engine can keep it so.
() => {
  'use strict';
  const NAME = 150, TEXT = 2000, VALUE = 120, DEPTH = 400;
  const numbers = new WeakMap();
  const elements = new Map();
  let next = 1;

  const clean = (s, n) => {
    const t = String(s ?? '').replace(/[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069]+/g, ' ').trim();
    return t.length > n ? [...t.slice(0, n)].slice(0, -1).join('') + '…' : t;
  };
  const tag = (e) => (e.localName || '').toLowerCase();
  const attr = (e, n) => e.getAttribute(n);
  const number = (e) => {
    let n = numbers.get(e);
    if (!n) { n = next++; numbers.set(e, n); elements.set(n, new WeakRef(e)); }
    return n;
  };
  const connected = (e) => {
    if (!e.isConnected) return false;
    const view = e.ownerDocument.defaultView;
    if (!view) return false;
    if (e.ownerDocument === document) return true;
    let frame = null;
    try { frame = view.frameElement; } catch { return false; }
    return !!frame && connected(frame);
  };
  const element = (n) => {
    const e = elements.get(n)?.deref();
    return e && connected(e) ? e : null;
  };

  // ---- roles -------------------------------------------------------------------------------
  const INPUT = {
    button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox',
    radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox', file: 'file',
    color: 'color', date: 'date', time: 'time', month: 'month', week: 'week',
    'datetime-local': 'datetime', password: 'textbox', email: 'textbox', tel: 'textbox',
    url: 'textbox', text: 'textbox',
  };
  const TAGS = {
    button: 'button', textarea: 'textbox', nav: 'navigation', main: 'main', aside: 'complementary',
    article: 'article', ul: 'list', ol: 'list', menu: 'list', li: 'listitem', table: 'table',
    tr: 'row', td: 'cell', dialog: 'dialog', details: 'group', summary: 'button',
    fieldset: 'group', option: 'option', progress: 'progressbar', meter: 'meter', output: 'status',
    iframe: 'iframe', frame: 'iframe', video: 'video', audio: 'audio', canvas: 'canvas',
    hr: 'separator', p: 'paragraph', search: 'search', figure: 'figure', blockquote: 'blockquote',
    optgroup: 'group', datalist: 'listbox', address: 'group', math: 'math',
  };
  const ACTS = new Set(['link', 'button', 'checkbox', 'radio', 'textbox', 'searchbox', 'combobox',
    'listbox', 'option', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'slider', 'spinbutton',
    'switch', 'tab', 'treeitem', 'file', 'color', 'date', 'time', 'month', 'week', 'datetime',
    'clickable', 'scrollbar']);
  const KNOWN = new Set([...ACTS, ...Object.values(TAGS), 'alert', 'alertdialog', 'application',
    'banner', 'columnheader', 'contentinfo', 'directory', 'document', 'feed', 'form', 'generic',
    'grid', 'gridcell', 'heading', 'img', 'image', 'log', 'marquee', 'menu', 'menubar', 'none',
    'note', 'presentation', 'radiogroup', 'region', 'rowgroup', 'rowheader', 'status', 'tablist',
    'tabpanel', 'term', 'definition', 'timer', 'toolbar', 'tooltip', 'tree', 'treegrid']);
  const FROM_CONTENT = new Set(['button', 'link', 'heading', 'checkbox', 'radio', 'option', 'tab',
    'menuitem', 'menuitemcheckbox', 'menuitemradio', 'switch', 'treeitem', 'tooltip', 'clickable',
    'cell', 'gridcell', 'columnheader', 'rowheader']);
  const WHOLE = new Set(['button', 'link', 'heading', 'checkbox', 'radio', 'option', 'tab',
    'menuitem', 'menuitemcheckbox', 'menuitemradio', 'switch', 'clickable']);

  const focusable = (e) => e.tabIndex >= 0 || e.hasAttribute('tabindex');
  const implicit = (e) => {
    const t = tag(e);
    if (t === 'input') {
      const type = (e.type || 'text').toLowerCase();
      if (type === 'hidden') return '';
      const base = INPUT[type] || 'textbox';
      return attr(e, 'list') !== null && (base === 'textbox' || base === 'searchbox')
        ? 'combobox' : base;
    }
    if (t === 'a' || t === 'area') return e.hasAttribute('href') ? 'link' : '';
    if (/^h[1-6]$/.test(t)) return 'heading';
    if (t === 'select') return e.multiple || e.size > 1 ? 'listbox' : 'combobox';
    if (t === 'img') return attr(e, 'alt') === '' && !e.hasAttribute('aria-label') ? '' : 'img';
    if (t === 'svg') {
      return e.hasAttribute('aria-label') || e.querySelector(':scope > title') ? 'img' : '';
    }
    if (t === 'th') return attr(e, 'scope') === 'row' ? 'rowheader' : 'columnheader';
    if (t === 'header' || t === 'footer') {
      if (e.closest('article,aside,main,nav,section')) return '';
      return t === 'header' ? 'banner' : 'contentinfo';
    }
    if (t === 'form' || t === 'section') {
      const named = e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby');
      return named ? (t === 'form' ? 'form' : 'region') : (t === 'form' ? 'form' : '');
    }
    return TAGS[t] || '';
  };
  const role = (e) => {
    for (const r of (attr(e, 'role') || '').toLowerCase().split(/\s+/)) {
      if ((r === 'none' || r === 'presentation') && !focusable(e)) return '';
      if (r && KNOWN.has(r) && r !== 'generic' && r !== 'none' && r !== 'presentation') {
        return r === 'image' ? 'img' : r;
      }
    }
    return implicit(e);
  };
  // What has no role but takes clicks: by its own doing, not inherited from what is around it.
  const clickable = (e, style) => {
    if (e.isContentEditable) return !e.parentElement?.isContentEditable;
    if (e.hasAttribute('onclick') || (e.hasAttribute('tabindex') && e.tabIndex >= 0)) return true;
    if (style.cursor !== 'pointer' || tag(e) === 'label' || tag(e) === 'body') return false;
    const above = e.parentElement;
    return !above || above.ownerDocument.defaultView.getComputedStyle(above).cursor !== 'pointer';
  };

  // ---- names -------------------------------------------------------------------------------
  const styleOf = (e, pseudo) => e.ownerDocument.defaultView.getComputedStyle(e, pseudo);
  const hiddenBox = (e) => {
    const s = styleOf(e);
    return s.display === 'none' || s.visibility === 'hidden' || s.visibility === 'collapse';
  };
  const generated = (e, pseudo) => {
    const content = styleOf(e, pseudo).content;
    if (!content || content === 'none' || content === 'normal') return '';
    const alt = content.match(/\/\s*"((?:[^"\\]|\\.)*)"\s*$/);
    if (alt) return alt[1];
    return [...content.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]).join('');
  };
  const byIds = (e, ids) => {
    const root = e.getRootNode();
    return ids.split(/\s+/).filter(Boolean)
      .map((id) => (root.getElementById ? root.getElementById(id) : null)
        || e.ownerDocument.getElementById(id)).filter(Boolean);
  };
  const blockish = (e) => !/^(inline|contents)/.test(styleOf(e).display);
  const contentName = (e, state) => {
    let out = generated(e, '::before');
    const kids = tag(e) === 'slot' && e.assignedNodes().length ? e.assignedNodes()
      : (e.shadowRoot || e).childNodes;
    for (const kid of kids) {
      if (out.length > 4 * NAME) break;
      if (kid.nodeType === 3) { out += kid.data; continue; }
      if (kid.nodeType !== 1) continue;
      const part = nameOf(kid, { ...state, inside: true, depth: state.depth + 1 });
      if (part) out += blockish(kid) ? ' ' + part + ' ' : part;
    }
    for (const owned of byIds(e, attr(e, 'aria-owns') || '')) {
      out += ' ' + nameOf(owned, { ...state, inside: true, depth: state.depth + 1 });
    }
    return out + generated(e, '::after');
  };
  const embedded = (e, r) => {
    if (r === 'textbox' || r === 'searchbox') {
      return tag(e) === 'input' || tag(e) === 'textarea' ? e.value : e.textContent;
    }
    if (r === 'combobox' || r === 'listbox') {
      if (tag(e) === 'select') return [...e.selectedOptions].map((o) => o.label).join(' ');
      const chosen = [...e.querySelectorAll('[role=option][aria-selected=true]')];
      return chosen.length ? chosen.map((o) => o.textContent).join(' ') : (e.value ?? null);
    }
    if (r === 'slider' || r === 'spinbutton' || r === 'progressbar' || r === 'meter') {
      return attr(e, 'aria-valuetext') ?? attr(e, 'aria-valuenow') ?? String(e.value ?? '');
    }
    return null;
  };
  // A browser looks through the whole document each time it is asked for an element's labels.
  let labelled = new Map();
  const labelsOf = (e) => {
    if (!('labels' in e)) return [];
    const root = e.getRootNode();
    if (!labelled.has(root)) {
      const all = new Map();
      for (const label of root.querySelectorAll('label')) {
        const control = label.control;
        if (control) all.set(control, [...(all.get(control) || []), label]);
      }
      labelled.set(root, all);
    }
    return labelled.get(root).get(e) || [];
  };
  const nativeName = (e, state) => {
    const t = tag(e);
    if (t === 'input' && ['button', 'submit', 'reset'].includes(e.type)) {
      return e.value || (e.type === 'submit' ? 'Submit' : e.type === 'reset' ? 'Reset' : '');
    }
    if (labelsOf(e).length) {
      const all = labelsOf(e).map((l) => nameOf(l, { ...state, inside: true, label: true,
        depth: state.depth + 1, from: e }));
      const joined = all.filter(Boolean).join(' ');
      if (joined.trim()) return joined;
    }
    if (t === 'input' && e.type === 'image') return attr(e, 'alt') || attr(e, 'title') || 'Submit';
    if (t === 'img' || t === 'area') return attr(e, 'alt') ?? '';
    const child = { fieldset: 'legend', table: 'caption', figure: 'figcaption', svg: 'title' }[t];
    if (child) {
      const kid = [...e.children].find((k) => tag(k) === child);
      if (kid) return nameOf(kid, { ...state, inside: true, depth: state.depth + 1 });
    }
    if (t === 'optgroup' || t === 'option') return e.label || '';
    return '';
  };
  // After the steps of the accessible name computation; `state.seen` ends circles.
  function nameOf(e, state) {
    if (state.depth > 60 || state.seen.has(e) || state.from === e && state.label) {
      if (!(state.from === e)) return '';
      const own = embedded(e, role(e));
      return e === state.from || own === null ? '' : own;
    }
    const t = tag(e);
    if (t === 'script' || t === 'style' || t === 'noscript' || t === 'template') return '';
    if (state.inside && !state.hidden && (attr(e, 'aria-hidden') === 'true' || hiddenBox(e))) {
      return '';
    }
    const seen = new Set(state.seen).add(e);
    const inner = { ...state, seen };
    if (!state.referenced && e.hasAttribute('aria-labelledby')) {
      const all = byIds(e, attr(e, 'aria-labelledby')).map((x) => nameOf(x,
        { seen: x === e ? new Set() : seen, depth: state.depth + 1, inside: false, referenced: true,
          hidden: hiddenBox(x) || attr(x, 'aria-hidden') === 'true' }));
      const joined = all.join(' ').trim();
      if (joined) return joined;
    }
    const r = role(e);
    if (state.inside) {
      const value = embedded(e, r);
      if (value !== null && value !== undefined && value !== '') return value;
    }
    const label = (attr(e, 'aria-label') || '').trim();
    if (label) return label;
    const native = nativeName(e, inner);
    if (native.trim()) return native;
    const style = styleOf(e);
    if (state.inside || state.referenced || FROM_CONTENT.has(r) || (!r && clickable(e, style))) {
      if (!(t === 'select' || t === 'textarea' || t === 'input')) {
        const content = contentName(e, { ...inner, referenced: false });
        if (content.trim()) return content;
      }
    }
    return (attr(e, 'title') || attr(e, 'placeholder') || attr(e, 'aria-placeholder') || '').trim();
  }
  const name = (e) => clean(nameOf(e, { seen: new Set(), depth: 0, inside: false }), NAME);

  // ---- the tree ----------------------------------------------------------------------------
  const visible = (e) => typeof e.checkVisibility !== 'function'
    || e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
  const disabled = (e) => e.matches?.(':disabled') || attr(e, 'aria-disabled') === 'true';
  const states = (e, r) => {
    const s = [];
    if (disabled(e)) s.push('disabled');
    const checked = e.indeterminate ? 'mixed' : (tag(e) === 'input' && 'checked' in e
      && (e.type === 'checkbox' || e.type === 'radio')) ? String(e.checked)
      : attr(e, 'aria-checked');
    if (checked === 'true') s.push('checked');
    if (checked === 'mixed') s.push('partly checked');
    const expanded = tag(e) === 'summary' ? String(!!e.parentElement?.open)
      : attr(e, 'aria-expanded');
    if (expanded === 'true') s.push('expanded');
    if (expanded === 'false') s.push('collapsed');
    if (attr(e, 'aria-selected') === 'true') s.push('selected');
    if (attr(e, 'aria-pressed') === 'true') s.push('pressed');
    const current = attr(e, 'aria-current');
    if (current && current !== 'false') s.push('current');
    if (e.required || attr(e, 'aria-required') === 'true') s.push('required');
    if (attr(e, 'aria-invalid') && attr(e, 'aria-invalid') !== 'false') s.push('invalid');
    if (e.readOnly && (r === 'textbox' || r === 'searchbox')) s.push('read-only');
    const root = e.getRootNode();
    if (root.activeElement === e && e.ownerDocument.body !== e) s.push('focused');
    return s;
  };
  const valueOf = (e, r) => {
    if (tag(e) === 'select') return clean([...e.selectedOptions].map((o) => o.label).join(', '), VALUE);
    if (tag(e) === 'input' && e.type === 'password') return e.value ? '•••' : '';
    if (tag(e) === 'input' && e.type === 'file') {
      return clean([...(e.files || [])].map((f) => f.name).join(', '), VALUE);
    }
    if (['button', 'checkbox', 'radio', 'link', 'option'].includes(r)) return '';
    if ((tag(e) === 'input' || tag(e) === 'textarea') && typeof e.value === 'string') {
      return clean(e.value, VALUE);
    }
    if (e.isContentEditable && (r === 'textbox' || r === 'clickable')) return clean(e.innerText, VALUE);
    if (r === 'slider' || r === 'spinbutton' || r === 'progressbar' || r === 'meter') {
      return clean(attr(e, 'aria-valuetext') ?? attr(e, 'aria-valuenow') ?? e.value ?? '', VALUE);
    }
    return '';
  };
  const innerDocument = (frame) => {
    try {
      const d = frame.contentDocument;
      return d && d.documentElement ? d : null;
    } catch { return null; }
  };
  const kidsOf = (e) => {
    if (tag(e) === 'slot') { const a = e.assignedNodes(); return a.length ? a : e.childNodes; }
    return (e.shadowRoot || e).childNodes;
  };

  function tree(a) {
    labelled = new Map();
    if (a.from > next) next = a.from;
    const max = a.max || 3000, skip = a.skip || 0;
    const out = [];
    let count = 0, pending = '', pendingDepth = 0;
    const pattern = a.find ? matcher(a.find) : null;
    const path = [];
    const put = (node) => {
      if (pattern) {
        const text = [node.role, node.name, node.value || '', node.href || ''].join(' ');
        if (!pattern(text)) return;
        node.path = path.slice(-4).join(' > ');
      }
      count++;
      if (count > skip && out.length < max) out.push(node);
    };
    const flush = () => {
      const text = clean(pending, TEXT);
      pending = '';
      if (text) put({ d: pendingDepth, role: 'text', name: text });
    };
    const wanted = () => pattern || (count >= skip && out.length < max);
    const describe = (e, r, depth) => {
      if (!wanted()) { count++; return ''; }
      const node = { d: depth, role: r, name: name(e) };
      if (ACTS.has(r)) node.act = true;
      if (r !== 'listitem' && r !== 'row' && r !== 'paragraph') node.ref = number(e);
      const value = valueOf(e, r); if (value) node.value = value;
      const s = states(e, r); if (s.length) node.st = s;
      if (r === 'link' && e.href) node.href = clean(e.href.baseVal ?? e.href, 500);
      if (r === 'heading') node.lvl = Number(attr(e, 'aria-level') || tag(e)[1]) || 2;
      put(node);
      return node.name;
    };
    const walk = (e, depth, quiet) => {
      if (depth > DEPTH) return;
      if (e.nodeType === 3) {
        if (!quiet && e.data.trim()) {
          if (!pending) pendingDepth = depth;
          if (pending.length < 2 * TEXT) pending += e.data;
        } else if (pending && e.data) pending += ' ';
        return;
      }
      if (e.nodeType !== 1) return;
      const t = tag(e);
      if (t === 'script' || t === 'style' || t === 'noscript' || t === 'template' || t === 'head') return;
      if (attr(e, 'aria-hidden') === 'true') return;
      const style = styleOf(e);
      if (style.display === 'none') return;
      const shown = style.visibility !== 'hidden' && style.visibility !== 'collapse';
      if (t === 'br') { pending += ' '; return; }
      let r = role(e);
      if (shown && !r && clickable(e, style)) r = e.isContentEditable ? 'textbox' : 'clickable';
      if (shown && t === 'option' && e.closest('select')) return;
      let below = depth, hush = quiet, label = '';
      const block = !/^inline/.test(style.display) && style.display !== 'contents';
      if (block || r) flush();
      if (shown && r && visible(e)) {
        label = describe(e, r, depth);
        below = depth + 1;
        // What is named by all that is in it is not told twice; what is too long for a name is told.
        hush = hush || (WHOLE.has(r) && !label.endsWith('…')) || r === 'textbox';
        path.push(r + (label ? ' "' + clean(label, 40) + '"' : ''));
      }
      if (t === 'iframe' || t === 'frame') {
        const inner = innerDocument(e);
        if (inner) walk(inner.body || inner.documentElement, below, false);
        else put({ d: below, role: 'text', name: 'a page of another site, not shown' });
      } else if (t !== 'select' && t !== 'textarea' && t !== 'svg' && t !== 'video' && t !== 'audio') {
        for (const kid of kidsOf(e)) walk(kid, below, hush || !shown && kid.nodeType === 3);
      }
      if (block || r) flush();
      if (shown && r && below > depth) path.pop();
    };
    let top = document.body || document.documentElement;
    if (a.scope) { top = element(a.scope); if (!top) return { s: 'stale' }; }
    if (top) { walk(top, 0, false); flush(); }
    return { s: 'ok', url: location.href, title: clean(document.title, 200), nodes: out,
      count, next, elements: document.getElementsByTagName('*').length };
  }
  const matcher = (find) => {
    const m = find.match(/^\/(.+)\/(i?)$/);
    if (m) { const re = new RegExp(m[1], 'iu'); return (s) => re.test(s); }
    const words = find.toLowerCase();
    return (s) => s.toLowerCase().includes(words);
  };

  // ---- hands -------------------------------------------------------------------------------
  const offset = (e) => {
    let x = 0, y = 0;
    for (let view = e.ownerDocument.defaultView; view && view !== window; ) {
      const frame = view.frameElement;
      if (!frame) break;
      const box = frame.getBoundingClientRect();
      x += box.left + frame.clientLeft; y += box.top + frame.clientTop;
      view = frame.ownerDocument.defaultView;
    }
    return { x, y };
  };
  const deepest = (doc, x, y) => {
    let e = doc.elementFromPoint(x, y);
    while (e && e.shadowRoot) {
      const inner = e.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === e) break;
      e = inner;
    }
    return e;
  };
  const above = (e) => e.assignedSlot || e.parentElement || (e.getRootNode().host ?? null);
  const within = (e, outer) => {
    for (let x = e; x; x = above(x)) if (x === outer) return true;
    return false;
  };
  const reaches = (hit, target) => hit && (within(hit, target)
    || [...(target.labels || [])].some((l) => within(hit, l))
    || (tag(target) === 'area' && tag(hit) === 'img'));
  const called = (e) => {
    labelled = new Map();
    if (!e) return 'something';
    const label = name(e) || clean(e.innerText || e.textContent, 40);
    const id = e.id ? '#' + clean(e.id, 40) : '';
    return (role(e) || tag(e) + id) + (label ? ' "' + clean(label, 40) + '"' : '');
  };
  const box = (e) => {
    for (const r of e.getClientRects()) if (r.width > 0.5 && r.height > 0.5) return r;
    return null;
  };

  const frame = () => new Promise((resolve) => {
    const late = setTimeout(resolve, 100);
    requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(late); resolve(); }));
  });
  async function locate(a) {
    const before = spot(a);
    if (before.s !== 'ok' && before.s !== 'covered') return before;
    await frame();
    const after = spot(a);
    const still = after.s !== 'ok' || Math.abs(after.x - before.x) + Math.abs(after.y - before.y) < 1;
    return still ? after : { s: 'moving' };
  }
  function spot(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    let target = e;
    if (!box(e) || (tag(e) === 'input' && styleOf(e).opacity === '0' && e.labels?.length)) {
      const label = [...(e.labels || [])].find((l) => box(l));
      if (label) target = label;
    }
    if (!box(target) || hiddenBox(target)) return { s: 'hidden' };
    if (a.act && disabled(e)) return { s: 'disabled' };
    const seen = box(target), doc = target.ownerDocument, view = doc.defaultView;
    if (seen.top < 0 || seen.left < 0 || seen.bottom > view.innerHeight
        || seen.right > view.innerWidth || doc !== document) {
      target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    }
    const r = box(target), off = offset(target);
    const left = Math.max(r.left, 0), right = Math.min(r.right, view.innerWidth);
    const top = Math.max(r.top, 0), bottom = Math.min(r.bottom, view.innerHeight);
    if (right - left < 1 || bottom - top < 1) return { s: 'offscreen' };
    let cover = null;
    for (const [fx, fy] of [[.5, .5], [.25, .5], [.75, .5], [.5, .25], [.5, .75], [.1, .1]]) {
      const x = left + (right - left) * fx, y = top + (bottom - top) * fy;
      const hit = deepest(doc, x, y);
      let clear = reaches(hit, e) || reaches(hit, target);
      if (clear && doc !== document) {
        const outer = deepest(document, x + off.x, y + off.y);
        clear = !!outer && (tag(outer) === 'iframe' || tag(outer) === 'frame');
        if (!clear) cover = cover || outer;
      } else if (!clear) cover = cover || hit;
      if (clear) return { s: 'ok', x: x + off.x, y: y + off.y };
    }
    const dialog = cover?.closest?.('dialog,[role=dialog],[role=alertdialog]');
    const where = dialog && dialog !== cover ? ' in ' + called(dialog) : '';
    return { s: 'covered', by: called(cover) + where };
  }

  const EDITS = /^(text|search|email|tel|url|password|number|)$/;
  function edit(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    if (disabled(e)) return { s: 'disabled' };
    if (e.readOnly) return { s: 'read-only' };
    const t = tag(e), type = (e.type || '').toLowerCase();
    if (t === 'select') return { s: 'unfit', why: 'is a list: use select' };
    if (t === 'input' && (type === 'checkbox' || type === 'radio')) {
      return { s: 'unfit', why: 'is a ' + type + ': use check' };
    }
    if (t === 'input' && type === 'file') return { s: 'unfit', why: 'takes files: use upload' };
    const typed = t === 'textarea' || (t === 'input' && EDITS.test(type)) || e.isContentEditable;
    const set = t === 'input' && !typed && INPUT[type] && INPUT[type] !== 'button';
    if (!typed && !set) return { s: 'unfit', why: 'takes no text' };
    e.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    e.focus({ preventScroll: true });
    const root = e.getRootNode();
    if (root.activeElement !== e && !e.isContentEditable) return { s: 'unfit', why: 'takes no focus' };
    if (set) return { s: 'set' };
    if (a.all && e.select && t !== 'div') e.select();
    else if (a.all) {
      const range = e.ownerDocument.createRange();
      range.selectNodeContents(e);
      const s = e.ownerDocument.defaultView.getSelection();
      s.removeAllRanges(); s.addRange(range);
    } else if (typeof e.value === 'string') {
      try { e.setSelectionRange(e.value.length, e.value.length); } catch { /* types without one */ }
    } else {
      const s = e.ownerDocument.defaultView.getSelection();
      s.selectAllChildren(e); s.collapseToEnd();
    }
    return { s: 'type', empty: (e.value ?? e.innerText ?? '') === '' };
  }
  // Where the focus is, in place of what is selected: for engines without a keyboard for text.
  function write(a) {
    let e = document.activeElement;
    for (let inner = e; inner; e = inner) {
      inner = e.shadowRoot?.activeElement ?? (tag(e) === 'iframe' ? innerDocument(e)?.activeElement : null);
      if (!inner) break;
    }
    if (!e || disabled(e) || e.readOnly) return { s: 'unfit' };
    if (tag(e) === 'textarea' || (tag(e) === 'input' && EDITS.test((e.type || '').toLowerCase()))) {
      const old = e.value;
      let from = old.length, to = old.length;
      try { from = e.selectionStart ?? 0; to = e.selectionEnd ?? old.length; } catch { from = 0; }
      if (e.selectionStart === null) from = 0;
      const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value');
      own.set.call(e, old.slice(0, from) + a.text + old.slice(to));
      try { e.setSelectionRange(from + a.text.length, from + a.text.length); } catch { /* has none */ }
    } else if (e.isContentEditable) {
      const s = e.ownerDocument.defaultView.getSelection();
      if (!s.rangeCount) s.selectAllChildren(e);
      const range = s.getRangeAt(0);
      range.deleteContents();
      range.insertNode(e.ownerDocument.createTextNode(a.text));
      s.collapseToEnd();
    } else return { s: 'unfit' };
    told(e);
    return { s: 'ok' };
  }
  const told = (e) => {
    const view = e.ownerDocument.defaultView;
    e.dispatchEvent(new view.Event('input', { bubbles: true, composed: true }));
    e.dispatchEvent(new view.Event('change', { bubbles: true }));
  };
  function put(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value');
    if (own && own.set) own.set.call(e, a.value); else e.value = a.value;
    told(e);
    if (e.value !== a.value && a.exact) return { s: 'unfit', why: 'did not take that value; it shows "' + clean(e.value, 40) + '"' };
    return { s: 'ok', value: clean(e.value, VALUE) };
  }
  function choose(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    if (tag(e) !== 'select') return { s: 'unfit', why: 'is no list of options; click it instead' };
    if (disabled(e)) return { s: 'disabled' };
    if (a.values.length > 1 && !e.multiple) return { s: 'unfit', why: 'takes one option only' };
    const all = [...e.options].filter((o) => !disabled(o));
    const picked = a.values.map((v) => all.find((o) => o.value === v)
      || all.find((o) => clean(o.label, TEXT) === clean(v, TEXT))
      || all.find((o) => clean(o.label, TEXT).toLowerCase() === clean(v, TEXT).toLowerCase()));
    if (picked.some((o) => !o)) {
      const names = all.slice(0, 20).map((o) => clean(o.label, 40)).join(', ');
      const more = all.length > 20 ? ' and ' + (all.length - 20) + ' more' : '';
      return { s: 'unfit', why: 'has no such option; it has: ' + names + more };
    }
    e.focus({ preventScroll: true });
    if (e.multiple) for (const o of e.options) o.selected = picked.includes(o);
    else e.value = picked[0].value, picked[0].selected = true;
    told(e);
    return { s: 'ok', value: valueOf(e, 'listbox') };
  }
  function checked(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    const on = tag(e) === 'input' ? e.checked : (attr(e, 'aria-checked') ?? attr(e, 'aria-pressed'));
    if (on === null || on === undefined || (tag(e) === 'input' && !/^(checkbox|radio)$/.test(e.type))) {
      return { s: 'unfit', why: 'cannot be checked' };
    }
    return { s: 'ok', on: on === true || on === 'true' };
  }
  function scroll(a) {
    if (a.ref) {
      const e = element(a.ref);
      if (!e) return { s: 'stale' };
      e.scrollIntoView({ block: 'center', behavior: 'instant' });
    } else window.scrollBy({ left: a.dx || 0, top: a.dy || 0, behavior: 'instant' });
    const d = document.scrollingElement || document.documentElement;
    return { s: 'ok', y: Math.round(d.scrollTop), height: d.scrollHeight, window: innerHeight };
  }

  function focus(a) {
    const e = element(a.ref);
    if (!e) return { s: 'stale' };
    e.focus();
    return e.getRootNode().activeElement === e ? { s: 'ok' } : { s: 'unfit', why: 'takes no focus' };
  }

  // ---- waiting -----------------------------------------------------------------------------
  function holds(a) {
    const body = document.body ? document.body.innerText : '';
    if (a.text) return { s: 'ok', on: body.includes(a.text) };
    if (a.gone) return { s: 'ok', on: !body.includes(a.gone) };
    if (a.url) return { s: 'ok', on: location.href.includes(a.url) };
    if (a.ref) return { s: 'ok', on: !!element(a.ref) && !!box(element(a.ref)) };
    return { s: 'ok', on: document.readyState === 'complete' };
  }
  function quiet(a) {
    return new Promise((resolve) => {
      let still = 0;
      const done = () => { watch.disconnect(); clearTimeout(still); clearTimeout(end); resolve({ s: 'ok' }); };
      const watch = new MutationObserver(() => { clearTimeout(still); still = setTimeout(done, a.still); });
      watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      still = setTimeout(done, a.still);
      const end = setTimeout(done, a.most);
    });
  }
  function info() {
    const entry = performance.getEntriesByType('navigation')[0];
    return { s: 'ok', url: location.href, title: clean(document.title, 200),
      status: entry?.responseStatus || 0, ready: document.readyState };
  }
  function storage() {
    const items = [];
    try {
      for (let i = 0; i < localStorage.length && i < 1000; i++) {
        const key = localStorage.key(i);
        items.push({ name: key, value: localStorage.getItem(key) });
      }
    } catch { /* a document without storage */ }
    return { s: 'ok', origin: location.origin, items };
  }
  function restore(a) {
    for (const item of a.items) localStorage.setItem(item.name, item.value);
    return { s: 'ok' };
  }
  return { alpi: 'reader', tree, locate, edit, write, put, choose, checked, scroll, focus, holds, quiet, info, storage, restore,
    element: (n) => element(n) };
}
