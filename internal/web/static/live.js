// Follows the event stream over one WebSocket while the page is visible. After a lost connection it resumes with the cursor of the
// last message, and the server first sends what was missed.
const shortest = 250;
const longest = 10_000;

export class Live {
  #cursor = '';
  #socket = null;
  #wait = shortest;
  #timer = 0;
  #onChange;

  // onChange is called with the number of changes, 0 where it is not known.
  constructor(onChange) {
    this.#onChange = onChange;
  }

  watch() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#disconnect() : this.#connect()));
    addEventListener('online', () => this.#reconnect(0));
    addEventListener('pagehide', () => this.#disconnect());
    addEventListener('pageshow', () => this.#connect());
    if (!document.hidden) this.#connect();
  }

  #connect() {
    if (this.#socket || document.hidden) return;
    clearTimeout(this.#timer);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws/events?topics=state&cursor=${encodeURIComponent(this.#cursor)}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = shortest;
      show('live', 'Live');
      this.#onChange(0); // there may be changes from before the connection
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.cursor) this.#cursor = message.cursor;
      if (message.type !== 'state' || document.querySelector('[data-live-states]')) this.#onChange(1); // other pages show no states
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      show('lost', 'Reconnecting');
      this.#reconnect(this.#wait);
      this.#wait = Math.min(longest, this.#wait * 2);
    };
  }

  #reconnect(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  // A hidden page does no work.
  #disconnect() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    show('waiting', 'Waiting');
  }
}

function show(state, text) {
  const indicator = document.getElementById('connection');
  indicator.dataset.state = state;
  indicator.textContent = text;
}
