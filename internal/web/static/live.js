// Follows the events of the database over one WebSocket, while the page is seen. A lost connection heals by the cursor of the
// last message: what happened meanwhile is told first.
const shortest = 250;
const longest = 10_000;

export class Live {
  #cursor = '';
  #socket = null;
  #wait = shortest;
  #timer = 0;
  #onChange;

  // onChange is called with how many changes there are, none where only the server knows.
  constructor(onChange) {
    this.#onChange = onChange;
  }

  watch() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#leave() : this.#connect()));
    addEventListener('online', () => this.#again(0));
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', () => this.#connect());
    if (!document.hidden) this.#connect();
  }

  #connect() {
    if (this.#socket || document.hidden) return;
    clearTimeout(this.#timer);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws/events?cursor=${encodeURIComponent(this.#cursor)}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = shortest;
      show('live', 'Live');
      this.#onChange(0); // what happened before the connection stood is not told
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.cursor) this.#cursor = message.cursor;
      this.#onChange(1);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      show('lost', 'Reconnecting');
      this.#again(this.#wait);
      this.#wait = Math.min(longest, this.#wait * 2);
    };
  }

  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  // A page that nobody sees does no work.
  #leave() {
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
