// What all parts of the page share: the plane, the profile, one subscription to the record.
import { Plane } from './rpc.js';

const listeners = new Map();
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listener);
  return () => listeners.get(kind).delete(listener);
}
export function tell(kind, detail) {
  for (const listener of [...(listeners.get(kind) || [])]) listener(detail);
}

export const state = {
  connection: 'starting',
  me: null,
  folder: '/',
  profile: 'default',
  profiles: [],
  approvals: [],
  questions: [],
  recent: [],
  head: 0,
  devices: new Map(),
};

export const plane = new Plane((connection, detail) => {
  state.connection = connection;
  tell('connection', detail);
});

export function ask(method, params = {}, onEvent) {
  return plane.call(method, { profile: state.profile, ...params }, onEvent);
}

/** Calls that concern no profile. */
export function askAll(method, params = {}) {
  return plane.call(method, params);
}

export function may(role) {
  const roles = ['owner', 'admin', 'member'];
  return roles.indexOf(state.me?.role || 'member') <= roles.indexOf(role);
}

const KEPT = 400;
let watching = 0;

/** The one subscription: whatever is recorded from now on. */
export async function follow() {
  const mine = ++watching;
  if (!may('admin')) { await pending(); return; }
  const profile = state.profile;
  if (state.headOf !== profile) {
    const now = await ask('host.events.read', { after: 0, limit: 1 });
    state.head = now.head;
    state.headOf = profile;
    state.recent = [];
  }
  plane.call('host.events.watch', { profile, after: state.head }, (told) => {
    if (mine !== watching) return;
    const event = told.event;
    state.head = event.seq;
    state.recent.unshift(event);
    state.recent.length = Math.min(state.recent.length, KEPT);
    tell('event', event);
  }).catch(() => {});
}

let asking = false;
let again = false;
/** What waits for the owner; asked anew rather than pieced together. */
export async function pending() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    do {
      again = false;
      if (may('admin')) state.approvals = (await ask('host.approval.list')).approvals;
      state.questions = (await ask('host.question.list')).questions;
      tell('pending');
    } while (again);
  } catch { /* the connection's own word is told elsewhere */ } finally { asking = false; }
}

export function remember(key, value) {
  try { localStorage.setItem('alpi.' + key, value); } catch { /* private windows keep nothing */ }
}
export function recall(key) {
  try { return localStorage.getItem('alpi.' + key) || ''; } catch { return ''; }
}
export function forget(key) {
  try { localStorage.removeItem('alpi.' + key); } catch { /* nothing was kept */ }
}
