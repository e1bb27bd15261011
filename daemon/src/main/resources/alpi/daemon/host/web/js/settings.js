// Settings as a form made from their schema: a new setting needs no line here.
import { h, fill, button, toast, empty, modal } from './dom.js';
import { state, ask, askAll, may } from './store.js';
import { diff, keepFocus } from './page.js';

export class Settings {
  constructor() {
    this.search = h('input', { type: 'search', placeholder: 'Find a setting', 'aria-label': 'Find a setting', oninput: () => this.paint() });
    this.changed = h('input', { type: 'checkbox', onchange: () => this.paint() });
    this.body = h('.page-body', {}, h('p.muted', {}, 'Loading …'));
    this.el = h('section.page', {}, h('header.row.wrap', {}, h('h1', {}, 'Settings'), this.search, h('label.row', {}, this.changed, 'only what is set')), this.body);
    this.typed = new Map();
    this.load();
  }

  leave() {}

  async load() {
    try {
      const [{ schema }, values] = await Promise.all([askAll('host.config.schema'), ask('host.config.get')]);
      this.values = values;
      this.fields = [...leaves(schema, '')];
      this.paint();
    } catch (fault) { fill(this.body, empty('Settings cannot be shown', fault.message)); }
  }

  paint() {
    if (!this.fields) return;
    const find = this.search.value.toLowerCase();
    const groups = new Map();
    for (const field of this.fields) {
      const set = this.values.explain[field.key] === 'file';
      if (this.changed.checked && !set) continue;
      if (find && !(field.key + ' ' + (field.schema.description || '')).toLowerCase().includes(find)) continue;
      const group = field.key.includes('.') ? field.key.split('.')[0] : 'general';
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(this.field(field, set));
    }
    keepFocus(this.body, () => fill(this.body, this.values.warnings.map((w) => h('p.note.warn', {}, w)),
      groups.size ? [...groups].map(([name, rows]) => h('fieldset.settings', {}, h('legend', {}, name.replaceAll('_', ' ')), rows))
        : empty('No setting matches', 'Every setting of this profile is listed here.')));
  }

  field({ key, schema }, set) {
    const value = this.typed.has(key) ? this.typed.get(key) : this.values.values[key] ?? schema.default;
    const id = 'set-' + key.replaceAll('.', '-');
    const input = control(schema, value, id);
    const fault = h('span.bad', { role: 'alert', id: id + '-fault' });
    input.setAttribute('aria-describedby', id + '-fault');
    const save = button('Save', () => this.save(key, () => read(schema, input), fault));
    save.disabled = !this.typed.has(key);
    save.setAttribute('aria-label', 'Save ' + key);
    input.disabled = !may('owner');
    input.addEventListener('input', () => {
      save.disabled = false;
      fill(fault);
      try { this.typed.set(key, read(schema, input)); } catch { this.typed.delete(key); }
    });
    return h('.setting' + (set ? '.set' : ''), { 'data-row': key },
      h('label', { for: id }, h('code', {}, key), h('span.muted', {}, schema.description || '')),
      h('.row', {}, input, may('owner') && save, set && may('owner') && button('Reset', () => this.change('host.config.unset', { key }, fault))),
      fault);
  }

  async save(key, value, fault) {
    let parsed;
    try { parsed = value(); } catch { fill(fault, 'A number is needed here.'); return; }
    await this.change('host.config.set', { key, value: parsed }, fault);
  }

  async change(method, params, fault) {
    fill(fault);
    try {
      const plan = await ask(method, { ...params, dryRun: true });
      if (!plan.diff.length) { toast('Nothing changes.'); this.typed.delete(params.key); return; }
      if (!(await agree(params.key, plan.diff.join('\n')))) return;
      await ask(method, params);
      toast(params.key + ' is changed.');
      this.typed.delete(params.key);
      this.load();
    } catch (e) { fill(fault, e.message + (e.hint ? ' ' + e.hint : '')); }
  }
}

function agree(key, text) {
  return modal('Change ' + key, (end) => [h('h2', {}, 'Change ' + key + '?'), diff(text),
    h('.row.end', {}, button('Cancel', () => end(false)), button('Change', () => end(true), 'primary'))]);
}

function* leaves(schema, prefix) {
  for (const [name, child] of Object.entries(schema.properties || {})) {
    const key = prefix ? prefix + '.' + name : name;
    if (child.type === 'object' && child.properties) yield* leaves(child, key);
    else if (child.type !== 'object') yield { key, schema: child };
  }
}

function control(schema, value, id) {
  if (schema.enum) {
    return h('select', { id }, schema.enum.map((each) => h('option', { value: String(each), selected: each === value }, String(each))));
  }
  if (schema.type === 'boolean') return h('input', { id, type: 'checkbox', checked: value === true });
  if (schema.type === 'array') return h('textarea', { id, rows: Math.min(5, Math.max(1, (value || []).length)), value: (value || []).join('\n'), placeholder: 'one a line' });
  const number = schema.type === 'integer' || schema.type === 'number';
  return h('input', { id, type: number ? 'number' : 'text', value: value === undefined || value === null ? '' : String(value), step: schema.type === 'integer' ? '1' : 'any' });
}

function read(schema, input) {
  if (schema.type === 'boolean') return input.checked;
  if (schema.type === 'array') return input.value.split('\n').map((x) => x.trim()).filter(Boolean);
  if (schema.type === 'integer' || schema.type === 'number') {
    if (input.value === '') throw new Error('empty');
    return Number(input.value);
  }
  return input.value;
}
