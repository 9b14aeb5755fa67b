// Random makes the same choices for the same seed, so that a run can be repeated.
export class Random {
  #state;

  constructor(seed) { this.#state = seed >>> 0; }

  // next returns a number from 0 to below 1 (the generator "mulberry32").
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  // below returns an integer from 0 to below n.
  below(n) { return Math.floor(this.next() * n); }

  // between returns an integer from low to high, both included.
  between(low, high) { return low + this.below(high - low + 1); }

  // chance is true with a probability.
  chance(probability) { return this.next() < probability; }

  pick(list) { return list[this.below(list.length)]; }

  // word returns lower-case letters, of a length from 1 to most.
  word(most) { return Array.from({ length: this.between(1, most) }, () => String.fromCharCode(97 + this.below(26))).join(""); }
}
