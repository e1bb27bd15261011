// What comes of patches; tells the numbers of the cases that are wrong.
import('/js/patch.js').then(({ apply }) => {
  const fails = (doc, ops) => { try { apply(doc, ops); return false; } catch { return true; } };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const add = (path, value) => ({ op: 'add', path, value });
  const put = (path, value) => ({ op: 'replace', path, value });
  const cut = (path) => ({ op: 'remove', path });
  return [
    same(apply({}, [add('/a', { b: 1 }), put('/a/b', 2), add('/a/c', null)]), { a: { b: 2, c: null } }),
    same(apply({ a: 1, b: 2 }, [cut('/a')]), { b: 2 }),
    same(apply({ 'x/y': { '~': 1 } }, [put('/x~1y/~0', 3)]), { 'x/y': { '~': 3 } }),
    same(apply({ l: [1, 3] }, [add('/l/1', 2), add('/l/-', 4), cut('/l/0')]), { l: [2, 3, 4] }),
    same(apply({ a: 1 }, [put('', { b: 1 })]), { b: 1 }),
    fails({}, [cut('/a')]), fails({}, [put('/a', 1)]), fails({}, [add('/a/b', 1)]),
    fails({ l: [] }, [put('/l/0', 1)]), fails({ l: [] }, [add('/l/2', 1)]), fails({}, [add('a', 1)]),
    fails({}, [{ op: 'move', from: '/a', path: '/b' }]), fails({ a: 1 }, [add('/a/b', 1)]),
    fails({}, [add('/constructor/prototype/x', 1)]), ({}).x === undefined,
    Object.getPrototypeOf(apply({}, [add('/__proto__', { y: 1 })])) === Object.prototype,
  ].flatMap((ok, i) => (ok ? [] : [i]));
})
