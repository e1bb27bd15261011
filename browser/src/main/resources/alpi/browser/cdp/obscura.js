// Runs in each document of an Obscura before the page's own scripts: answers dialogs by policy and
// tells of them, tells of new tabs that are wanted and not opened, and says what drives the page.
// It shares the page's world, so whatever it tells is the page's word.
(() => {
  'use strict';
  if (globalThis.alpiShim) return;
  const define = (on, name, value) =>
    Object.defineProperty(on, name, { value, configurable: true, writable: true });
  define(globalThis, 'alpiShim', true);
  const TEXT = 300;
  const tell = (kind, text, answer) => {
    try {
      const said = { kind, text: String(text ?? '').slice(0, TEXT), accepted: !!answer };
      globalThis.alpiTold(JSON.stringify(said));
    } catch { /* nobody listens any more */ }
  };
  const policy = () => globalThis.alpiPolicy || { accept: false, text: '' };
  define(globalThis, 'alert', (text) => { tell('alert', text, true); });
  define(globalThis, 'confirm', (text) => {
    const answer = policy().accept;
    tell('confirm', text, answer);
    return answer;
  });
  define(globalThis, 'prompt', (text) => {
    const { accept, text: typed } = policy();
    tell('prompt', text, accept);
    return accept ? typed : null;
  });
  const absolute = (url) => {
    try { return new URL(url, document.baseURI).href; } catch { return String(url ?? ''); }
  };
  define(globalThis, 'open', (url) => { tell('tab', absolute(url ?? ''), false); return null; });
  globalThis.addEventListener('click', (event) => {
    const on = event.composedPath ? event.composedPath()[0] : event.target;
    const link = on?.closest?.('a[target],area[target]');
    if (!link?.href || /^(_self|_top|_parent)?$/i.test(link.target)) return;
    event.preventDefault();
    tell('tab', link.href, false);
  }, true);
  const honest = (name, value) => Object.defineProperty(Navigator.prototype, name,
    { get: () => value, configurable: true, enumerable: true });
  honest('webdriver', true);
  honest('platform', 'Linux');
})
