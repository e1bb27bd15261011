// A server that tells a document whole or by patches from a revision, and at times ends the stream,
// loses the socket, forgets its history, or skips a patch, as none should.
import('/js/followed.js').then(async ({ Followed }) => {
  let state = SEED * 2654435761 >>> 0;
  const random = (n) => { state = (state * 1664525 + 1013904223) >>> 0; return (state >>> 8) % n; };
  let doc = { rows: {} }, rev = 0, era = 1, open = null, patched = 0;
  const history = [];
  const whole = () => ({ kind: 'document', rev, mark: 'm' + era, document: structuredClone(doc) });
  const port = {
    watch(place, take) {
      const stream = new Promise((done, failed) => { open = { take, done, failed }; });
      const known = place.mark === 'm' + era && history.some((p) => p.from === place.rev);
      const mine = open;
      queueMicrotask(() => {
        if (open !== mine) return;
        if (known) history.filter((p) => p.from >= place.rev).forEach((p) => take(structuredClone(p)));
        else if (place.mark !== 'm' + era || place.rev !== rev) take(whole());
      });
      return stream;
    },
    leave() { open = null; },
  };
  const f = new Followed(port, () => { patched++; });
  f.begin();
  for (let i = 0; i < 200; i++) {
    const id = 'r' + random(8);
    const op = !doc.rows[id] ? { op: 'add', path: '/rows/' + id, value: { n: i } }
      : random(3) ? { op: 'replace', path: '/rows/' + id + '/n', value: i } : { op: 'remove', path: '/rows/' + id };
    if (op.op === 'remove') delete doc.rows[id];
    else if (op.op === 'add') doc.rows[id] = { n: i };
    else doc.rows[id].n = i;
    const event = { kind: 'patch', from: rev, rev: ++rev, mark: 'm' + era, ops: [op] };
    history.push(event);
    if (history.length > 20) history.shift();
    if (open && random(40)) open.take(structuredClone(event));
    if (!random(15) && open) { const { failed } = open; open = null; failed({ code: 'lost' }); await null; await null; }
    if (!random(60)) { era++; history.length = 0; if (open) { const { failed } = open; open = null; failed({ code: 'lost' }); await null; await null; } }
    if (!open && random(2)) f.begin();
    if (random(2)) await null;
  }
  if (open) { const { failed } = open; open = null; failed({ code: 'lost' }); }
  await new Promise((r) => setTimeout(r, 0));
  f.begin();
  await new Promise((r) => setTimeout(r, 0));
  return { here: f.document, there: doc, patched };
})
