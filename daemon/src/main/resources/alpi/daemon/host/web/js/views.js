// The views in sight: one watch for each, however many parts of the page look at it.
import { Followed } from './followed.js';
import { state, plane, ask, on } from './store.js';

const views = new Map();

const port = (view) => ({
  watch: (place, take) => ask('host.view.watch', { view, ...place }, take),
  leave: (stream) => { plane.call('host.stream.close', { id: stream.id }).catch(() => {}); },
});

/** Tells the document now, if it is known, and whenever it changed; many changes are told at once. */
export function follow(name, listener) {
  let view = views.get(name);
  if (!view) {
    view = { listeners: new Set(), due: 0 };
    view.followed = new Followed(port(name), (document, fault) => {
      view.fault = fault;
      if (!view.due) {
        view.due = setTimeout(() => {
          view.due = 0;
          for (const each of [...view.listeners]) each(view.followed.document, view.fault);
        }, 30);
      }
    });
    views.set(name, view);
  }
  view.listeners.add(listener);
  if (view.followed.document) queueMicrotask(() => { if (view.listeners.has(listener)) listener(view.followed.document); });
  if (state.connection === 'open') view.followed.begin();
  return () => {
    view.listeners.delete(listener);
    // Another page that wants the same may come in the same moment.
    setTimeout(() => { if (!view.listeners.size) view.followed.end(); }, 0);
  };
}

on('connection', () => {
  if (state.connection === 'open') for (const view of views.values()) if (view.listeners.size) view.followed.begin();
});

/** Another profile has other documents. */
on('profile', () => {
  for (const view of views.values()) {
    view.followed.end();
    view.followed.document = null;
    if (view.listeners.size) view.followed.begin();
  }
});
