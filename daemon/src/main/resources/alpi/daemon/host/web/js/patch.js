// JSON Patch (RFC 6902), as far as documents of the daemon use it: add, replace and remove.

/** What cannot be applied leads nowhere: the document has to be asked for anew. */
export class Unfit extends Error {}

/** Changes the document in place, in the order of the operations, and gives it back. */
export function apply(document, ops) {
  for (const op of ops) {
    const path = steps(op.path);
    if (!path.length) {
      if (op.op !== 'replace' && op.op !== 'add') throw new Unfit('The whole document cannot be removed.');
      document = op.value;
      continue;
    }
    const name = path.pop();
    let at = document;
    for (const step of path) at = inside(at, step);
    if (Array.isArray(at)) inArray(at, name, op);
    else inObject(at, name, op);
  }
  return document;
}

function steps(pointer) {
  if (pointer === '') return [];
  if (typeof pointer !== 'string' || pointer[0] !== '/') throw new Unfit('That is no pointer.');
  return pointer.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function inside(at, step) {
  const next = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? at[step] : undefined;
  if (next === null || typeof next !== 'object') throw new Unfit('There is nothing at ' + step + '.');
  return next;
}

function inObject(at, name, op) {
  const there = Object.hasOwn(at, name);
  if (op.op !== 'add' && !there) throw new Unfit('There is no ' + name + '.');
  if (op.op === 'remove') delete at[name];
  else if (op.op === 'add' || op.op === 'replace') {
    // Never through a setter of the prototype, whatever a name is.
    Object.defineProperty(at, name, { value: op.value, enumerable: true, configurable: true, writable: true });
  } else throw new Unfit('The operation ' + op.op + ' is not known.');
}

function inArray(at, name, op) {
  const index = name === '-' ? at.length : Number(name);
  const most = op.op === 'add' ? at.length : at.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > most) throw new Unfit('There is no place ' + name + '.');
  if (op.op === 'add') at.splice(index, 0, op.value);
  else if (op.op === 'replace') at[index] = op.value;
  else if (op.op === 'remove') at.splice(index, 1);
  else throw new Unfit('The operation ' + op.op + ' is not known.');
}
