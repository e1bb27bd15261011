// The frame: who we are, where we are, and the three columns.
import { h, fill, icon, toast, said as words, confirmBox } from './dom.js';
import { claim } from './rpc.js';
import { state, plane, ask, askAll, on, tell, follow, may, remember, recall, forget } from './store.js';
import { Chat } from './chat.js';
import { Sidecar } from './sidecar.js';
import { Events } from './events.js';
import { Settings } from './settings.js';
import { openPalette } from './palette.js';
import { Sessions, Outputs, Grants, Egress, Audit, Devices } from './lists.js';
import { Contexts, Context } from './context.js';
import { Runs, Run } from './runs.js';
import { Schedules, Schedule } from './schedules.js';
import { Memory } from './memory.js';
import { Blobs } from './content.js';
import { Peers } from './transfers.js';
import { Usage } from './usage.js';
import { follow as followView } from './views.js';

const PLACES = [
  { id: 'chat', name: 'Chat', role: 'member' },
  { id: 'sessions', name: 'Conversations', role: 'member', make: () => new Sessions() },
  { id: 'context', name: 'Context', role: 'admin', make: (id) => (id ? new Context(id) : new Contexts()) },
  { id: 'runs', name: 'Runs', role: 'admin', make: (id) => (id ? new Run(id) : new Runs()) },
  { id: 'schedules', name: 'Schedules', role: 'admin', make: (id) => (id ? new Schedule(id) : new Schedules()) },
  { id: 'outputs', name: 'Outputs', role: 'admin', make: (id) => new Outputs(id) },
  { id: 'events', name: 'Events', role: 'admin', make: (at) => new Events(at) },
  { id: 'memory', name: 'Memory', role: 'admin', make: () => new Memory() },
  { id: 'grants', name: 'Permissions', role: 'admin', make: () => new Grants() },
  { id: 'egress', name: 'Egress', role: 'admin', make: () => new Egress() },
  { id: 'audit', name: 'Audit', role: 'admin', make: () => new Audit() },
  { id: 'blobs', name: 'Content', role: 'admin', make: (hash) => new Blobs(hash) },
  { id: 'peers', name: 'Peers', role: 'admin', make: () => new Peers() },
  { id: 'usage', name: 'Usage', role: 'admin', make: () => new Usage() },
  { id: 'devices', name: 'Devices', role: 'admin', make: () => new Devices() },
  { id: 'settings', name: 'Settings', role: 'admin', make: () => new Settings() },
];

const app = document.getElementById('app');

function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}
theme(recall('theme'));

function switchTheme() {
  const dark = (recall('theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  remember('theme', dark ? 'light' : 'dark');
  theme(dark ? 'light' : 'dark');
}

/** What the link of `alpi open` said; it is taken out of the address at once. */
function fragment() {
  const text = location.hash.slice(1);
  if (text.startsWith('/')) return {};
  const said = Object.fromEntries(new URLSearchParams(text));
  if (text) history.replaceState(null, '', location.pathname);
  return said;
}

async function begin() {
  const said = fragment();
  if (said.profile) state.profile = said.profile;
  if (said.cwd) remember('folder.' + state.profile, said.cwd);
  let token = recall('token');
  let entered = token && (await enter(token));
  if (!entered && said.pair) {
    try {
      const paired = await claim(said.pair, browserName());
      token = paired.token;
      remember('token', token);
      entered = await enter(token);
    } catch (fault) { outside('This browser is not paired', fault.message + ' ' + (fault.hint || '')); return; }
  }
  if (!entered) {
    outside('This browser is not paired', 'Run `alpi open` in a terminal on this machine: the link it opens lets this browser in, once.');
    return;
  }
  try { state.profiles = may('admin') ? (await askAll('host.profile.list')).profiles.map((p) => p.name) : state.me.profiles; } catch { state.profiles = [state.profile]; }
  if (state.me.profiles.length && !state.me.profiles.includes(state.profile)) state.profile = state.me.profiles[0];
  inside();
}

async function enter(token) {
  try {
    taken(await plane.connect(token));
    return true;
  } catch (fault) {
    plane.end();
    if (fault.code === 'forbidden') forget('token');
    return false;
  }
}

function taken(entered) {
  state.me = entered.device;
  state.folder = entered.folder;
}

function browserName() {
  const agent = navigator.userAgent;
  const name = /Firefox/.test(agent) ? 'Firefox' : /Edg/.test(agent) ? 'Edge' : /Chrom/.test(agent) ? 'Chromium' : /Safari/.test(agent) ? 'Safari' : 'Browser';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Mac/.test(agent) ? 'macOS' : /Windows/.test(agent) ? 'Windows' : 'Linux';
  return name + ' on ' + system;
}

function outside(title, sentence) {
  fill(app, h('main.outside', {}, h('img', { src: '/icon.svg', alt: '', width: 48, height: 48 }), h('h1', {}, title), h('p', {}, words(sentence))));
}

let page;
let chat;
let sidecar;
let nav;
let main;
let frame;
let recent;
let banner;

function inside() {
  chat = new Chat();
  sidecar = new Sidecar();
  main = h('main', { id: 'main' });
  banner = h('.banner', { role: 'status', hidden: true });
  recent = h('ul.recent', { 'aria-label': 'Recent conversations' });
  const places = PLACES.filter((p) => may(p.role));
  const profile = h('select', { 'aria-label': 'Profile', onchange: (e) => switchProfile(e.target.value) },
    state.profiles.map((p) => h('option', { value: p, selected: p === state.profile }, p)));
  nav = h('nav', { 'aria-label': 'Pages' },
    h('.brand', {}, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), h('strong', {}, 'alpi'), state.profiles.length > 1 && profile),
    h('button.btn.new', { type: 'button', onclick: () => { location.hash = '#/chat'; chat.open(''); closeNav(); } }, icon('plus'), 'New conversation'),
    recent,
    h('ul.places', {}, places.map((p) => h('li', {}, h('a', { href: '#/' + p.id, 'data-place': p.id, onclick: closeNav }, icon(p.id), h('span', {}, p.name))))),
    h('.foot', {}, h('span.dot'), h('span.conn', { role: 'status' }),
      h('button.icon-btn', { type: 'button', 'aria-label': 'Light or dark', title: 'Light or dark', onclick: switchTheme }, icon('moon'))));
  const bar = h('header.bar', {},
    h('button.icon-btn', { type: 'button', 'aria-label': 'Pages', 'aria-expanded': 'false', onclick: () => openSide('nav-open', nav) }, icon('more')),
    h('strong.where-am-i', {}, 'alpi'),
    h('button.icon-btn.bell', { type: 'button', 'aria-label': 'Waiting and activity', 'aria-expanded': 'false', onclick: () => openSide('side-open', sidecar.el) }, icon('bell'), h('span.badge')));
  frame = h('.frame', {}, h('a.skip', { href: '#main', onclick: (e) => { e.preventDefault(); main.focus(); } }, 'Skip to the page'), bar, nav, main, sidecar.el);
  main.tabIndex = -1;
  fill(app, frame);
  on('sidecar', (open) => { frame.classList.toggle('side-open', open); if (!open) frame.querySelector('.bell')?.focus(); });
  on('waiting', (count) => waiting(count));
  on('connection', connection);
  on('turn', recents);
  on('session', recents);
  if (may('admin')) {
    followView('sessions', (document) => { if (document) recentsLater(); });
    followView('jobs', (document) => halted(document?.halted));
    askAll('host.device.list').then(({ devices }) => { state.devices = new Map(devices.map((d) => [d.id, d.name])); }).catch(() => {});
  }
  window.addEventListener('hashchange', route);
  window.addEventListener('keydown', keys);
  connection();
  route();
  recents();
  follow();
}

/** Nothing runs: that is said on every page. */
function halted(halt) {
  banner.hidden = !halt;
  fill(banner, halt && [h('strong', {}, 'All work is halted.'), ' ', halt.reason, ' ',
    may('owner') && h('button.link', { type: 'button', onclick: goOn }, 'Let it go on')]);
}

function goOn() {
  askAll('host.work.resume', {}).then(() => toast('Work goes on.')).catch((f) => toast(f.message, 'bad'));
}

/** Opens or shuts what lies beside the page where the window is narrow; the focus goes along. */
function openSide(kind, part) {
  const open = frame.classList.toggle(kind);
  if (open) (part.querySelector('button.primary, a, button') || part).focus();
}

function closeNav() { frame?.classList.remove('nav-open'); }

function waiting(count) {
  const badge = frame.querySelector('.badge');
  fill(badge, count || '');
  frame.classList.toggle('has-waiting', count > 0);
  document.title = document.title.replace(/^\(\d+\) /, '');
  if (count) document.title = `(${count}) ` + document.title;
}

function connection(detail) {
  if (!frame) return;
  frame.dataset.connection = state.connection;
  const said = { open: 'connected', lost: 'connection lost, trying again', refused: 'refused', starting: 'connecting' };
  fill(nav.querySelector('.conn'), said[state.connection] || '');
  nav.querySelector('.conn').title = location.host;
  if (state.connection === 'open' && plane.me) { taken(plane.me); follow(); }
  if (state.connection === 'refused') {
    forget('token');
    outside('This browser was sent away', (detail?.message || '') + ' Run `alpi open` to pair it again.');
  }
}

let recentDue = 0;
function recentsLater() {
  clearTimeout(recentDue);
  recentDue = setTimeout(recents, 400);
}

async function recents() {
  try {
    const { sessions } = await ask('host.session.list', { limit: 8 });
    fill(recent, sessions.map((s) => h('li', {}, h('a', { href: '#/chat/' + s.id, onclick: closeNav, 'aria-current': s.id === chat.session ? 'page' : undefined, title: s.title }, s.title || 'Untitled'))));
  } catch { /* told elsewhere */ }
}

function switchProfile(name) {
  state.profile = name;
  state.headOf = '';
  tell('profile');
  chat.session = '';
  location.hash = '#/chat';
  route();
  recents();
  follow();
}

function route() {
  const [, place = 'chat', arg = ''] = location.hash.slice(1).split('/');
  if (place === 'profile') { switchProfile(decodeURIComponent(arg)); return; }
  const found = PLACES.find((p) => p.id === place && may(p.role)) || PLACES[0];
  for (const a of nav.querySelectorAll('[data-place]')) {
    if (a.dataset.place === found.id) a.setAttribute('aria-current', 'page'); else a.removeAttribute('aria-current');
  }
  fill(frame.querySelector('.where-am-i'), found.name);
  page?.leave?.();
  const came = main.contains(document.activeElement) ? main : null;
  if (found.id === 'chat') {
    page = null;
    fill(main, banner, chat.el);
    if (arg !== chat.session || !chat.log.childNodes.length) chat.open(arg);
    recents();
    return;
  }
  document.title = found.name + ' · alpi';
  page = found.make(decodeURIComponent(arg));
  // What had the focus is gone with its page.
  if (came) queueMicrotask(() => { if (document.activeElement === document.body) main.focus(); });
  fill(main, banner, page.el);
}

function actions() {
  return [
    { name: 'New conversation', run: () => { location.hash = '#/chat'; chat.open(''); } },
    { name: 'Light or dark', run: switchTheme },
    may('admin') && { name: 'Halt all work', run: halt },
    may('owner') && { name: 'Let work go on', run: goOn },
    { name: 'Forget this browser', run: leave },
  ].filter(Boolean);
}

async function halt() {
  if (await confirmBox('Halt all work?', 'Everything that runs is stopped, and nothing starts until you let it go on.', 'Halt')) {
    askAll('host.work.halt', { reason: 'from the page' }).then(() => toast('Everything is halted.', 'warn')).catch((f) => toast(f.message, 'bad'));
  }
}

async function leave() {
  if (!(await confirmBox('Forget this browser?', 'Its token is deleted here. Run `alpi open` to come back.', 'Forget'))) return;
  try { if (may('owner')) await askAll('host.device.revoke', { device: state.me.id }); } catch { /* it is forgotten here in any case */ }
  forget('token');
  plane.end();
  outside('This browser is forgotten', 'Run `alpi open` to pair it again.');
}

function keys(e) {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
    e.preventDefault();
    openPalette(PLACES.filter((p) => may(p.role)), actions);
  } else if (e.key === 'Escape') {
    const opened = frame.classList.contains('nav-open') ? '[aria-label="Pages"]' : frame.classList.contains('side-open') ? '.bell' : '';
    frame.classList.remove('nav-open', 'side-open');
    if (opened) frame.querySelector('.bar ' + opened)?.focus();
    else if (main.querySelector('.split.picked') && !main.querySelector('.chat')) page?.close?.();
  } else if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || '')) {
    const field = main.querySelector('input[type=search], .composer textarea');
    if (field) { e.preventDefault(); field.focus(); }
  }
}

begin();
