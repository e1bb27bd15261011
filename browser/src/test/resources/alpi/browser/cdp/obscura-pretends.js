// What an Obscura pretends in each document, for the gate that stands in for one.
(() => {
  const define = (on, name, value) =>
    Object.defineProperty(on, name, { value, configurable: true, writable: true });
  define(globalThis, 'alert', () => undefined);
  define(globalThis, 'confirm', () => true);
  define(globalThis, 'prompt', () => null);
  define(globalThis, 'open', () => null);
  define(globalThis, 'WebSocket', class extends EventTarget {
    constructor() {
      super();
      this.readyState = 0;
      setTimeout(() => { this.readyState = 1; this.onopen?.(new Event('open')); }, 0);
    }
    send() {}
    close() { this.readyState = 3; }
  });
  Object.defineProperty(Navigator.prototype, 'webdriver',
    { get: () => false, configurable: true, enumerable: true });
  Object.defineProperty(Navigator.prototype, 'platform',
    { get: () => 'Win32', configurable: true, enumerable: true });
})();
