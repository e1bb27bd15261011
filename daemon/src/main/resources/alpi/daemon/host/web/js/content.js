// Content by its hash: attachments, large results, files of peers.
import { h, fill, chip, when, bytes } from './dom.js';
import { Page, table, stateChip, mono } from './page.js';
import { code } from './markdown.js';
import { ask } from './store.js';

export class Blobs extends Page {
  constructor(hash) {
    super('Stored content', ['blobs']);
    this.hash = hash;
    this.show();
  }

  async load() {
    if (this.hash) return this.one();
    const { blobs } = await ask('host.blob.list', { limit: 200 });
    return () => fill(this.body, table([
      ['Content', (x) => h('a', { href: '#/blobs/' + x.hash }, h('code', {}, x.hash.slice(0, 16)))],
      ['Type', (x) => x.mediaType],
      ['Size', (x) => bytes(x.bytes), 'num'],
      ['Stored', (x) => when(x.stored), 'narrow'],
      ['Kept by', (x) => x.owners.map((o) => chip(o.split(':')[0])), 'opt'],
      ['', (x) => stateChip(x.corrupt ? 'corrupt' : ''), 'narrow'],
    ], blobs, ['Nothing is stored', 'Attachments, large results and files of peers lie here, by the hash of their content.'], (x) => x.hash));
  }

  async one() {
    const [facts, piece] = await Promise.all([ask('host.blob.show', { hash: this.hash }), ask('host.blob.get', { hash: this.hash, length: 65536 })]);
    const raw = Uint8Array.from(atob(piece.base64), (c) => c.charCodeAt(0));
    const text = /^text\/|json|xml|yaml|javascript/.test(facts.mediaType) || !raw.slice(0, 512).includes(0);
    const image = /^image\/(png|jpeg|gif|webp)$/.test(facts.mediaType) && piece.eof;
    return () => {
      fill(this.tools, h('a.btn', { href: '#/blobs' }, 'All'), chip(facts.mediaType), bytes(facts.bytes));
      fill(this.body, h('p', {}, mono(facts.hash)),
      image ? h('img.preview', { src: URL.createObjectURL(new Blob([raw], { type: facts.mediaType })), alt: 'preview' })
        : text ? code(new TextDecoder().decode(raw), piece.eof ? 'content' : 'the beginning')
          : h('p.muted', {}, 'No preview for this type.'));
    };
  }
}
