// One document of the daemon, kept as it is there: told whole once, then by patches, each of which
// leads from the revision one has. Knows no socket; what it wants asked it asks through a port.
import { apply } from './patch.js';

const REST = 1000;

export class Followed {
  /** @param port `watch(place, take)` follows from a place, ends with the stream, and `leave(stream)` ends it */
  constructor(port, told) {
    this.port = port;
    this.told = told;
    this.document = null;
    this.rev = 0;
    this.mark = '';
    this.stream = null;
    this.wanted = false;
  }

  begin() {
    this.wanted = true;
    if (this.stream) return;
    const stream = this.port.watch(this.document ? { rev: this.rev, mark: this.mark } : {},
      (event) => { if (this.stream === stream) this.take(event); });
    this.stream = stream;
    stream.then(() => this.over(stream, false), (fault) => this.over(stream, fault));
  }

  /** The stream ended. What ended with the socket goes on when that is back, see `begin`. */
  over(stream, fault) {
    if (this.stream !== stream) return;
    this.stream = null;
    if (fault && fault.code === 'lost') return;
    if (fault && fault.code !== 'slow') { this.told(null, fault); return; }
    setTimeout(() => { if (this.wanted) this.begin(); }, REST);
  }

  end() {
    this.wanted = false;
    const stream = this.stream;
    this.stream = null;
    if (stream) this.port.leave(stream);
  }

  take(event) {
    if (event.kind === 'document') this.document = event.document;
    else if (event.from !== this.rev || !this.document) { this.anew(); return; }
    else {
      try { this.document = apply(this.document, event.ops); } catch { this.anew(); return; }
    }
    this.rev = event.rev;
    this.mark = event.mark;
    this.told(this.document);
  }

  /** What is here is not what is there: never guess, ask for all of it. */
  anew() {
    this.end();
    this.document = null;
    this.begin();
  }
}
