// The plane over one WebSocket: calls, streams, and coming back after the socket was lost.

export class Fault extends Error {
  constructor(error) {
    super(error.message);
    this.code = error.data?.code || 'internal';
    this.hint = error.data?.hint || '';
  }
}

export class Plane {
  constructor(onState) {
    this.onState = onState;
    this.calls = new Map();
    this.next = 1;
    this.wait = 250;
    this.token = '';
  }

  /** Connects with a token, and again whenever the socket is lost. */
  connect(token) {
    this.token = token;
    this.ended = false;
    return this.open();
  }

  open() {
    const url = location.origin.replace(/^http/, 'ws') + '/rpc';
    const socket = new WebSocket(url);
    this.socket = socket;
    return new Promise((done, failed) => {
      socket.onopen = async () => {
        try {
          this.me = await this.call('host.device.enter', { token: this.token });
          this.wait = 250;
          this.entered = true;
          this.onState('open');
          done(this.me);
        } catch (fault) {
          if (fault.code === 'forbidden') { this.ended = true; this.onState('refused', fault); }
          socket.close();
          failed(fault);
        }
      };
      socket.onmessage = (message) => this.take(JSON.parse(message.data));
      socket.onclose = (event) => {
        this.entered = false;
        const lost = new Fault({ message: 'The connection was lost.', data: { code: 'lost' } });
        for (const call of this.calls.values()) call.failed(lost);
        this.calls.clear();
        failed(lost);
        if (this.ended) return;
        this.onState('lost', event);
        setTimeout(() => this.open().catch(() => {}), this.wait);
        this.wait = Math.min(this.wait * 2, 5000);
      };
    });
  }

  take(message) {
    if (message.method === 'host.stream') {
      this.calls.get(message.params.id)?.onEvent?.(message.params.event, message.params.seq);
      return;
    }
    const call = this.calls.get(message.id);
    if (!call) return;
    this.calls.delete(message.id);
    if (message.error) call.failed(new Fault(message.error));
    else call.done(message.result);
  }

  call(method, params = {}, onEvent) {
    const id = this.next++;
    const answer = new Promise((done, failed) => {
      if (this.socket?.readyState !== WebSocket.OPEN) {
        failed(new Fault({ message: 'There is no connection to the daemon.', data: { code: 'lost' } }));
        return;
      }
      this.calls.set(id, { done, failed, onEvent });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
    answer.id = id;
    return answer;
  }

  end() {
    this.ended = true;
    this.socket?.close();
  }
}

/** Pairs this browser by the word of a link: a socket of its own, for this one question. */
export function claim(word, name) {
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/rpc');
  return new Promise((done, failed) => {
    socket.onopen = () => socket.send(JSON.stringify(
      { jsonrpc: '2.0', id: 1, method: 'host.device.claim', params: { word, name } }));
    socket.onmessage = (message) => {
      const answer = JSON.parse(message.data);
      if (answer.error) failed(new Fault(answer.error)); else done(answer.result);
      socket.close();
    };
    socket.onclose = () => failed(new Fault({ message: 'The daemon does not answer.', data: {} }));
  });
}
