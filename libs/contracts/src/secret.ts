/** What stands where a secret would have been written. It is no valid secret of any kind. */
const HIDDEN = '[secret]';

/**
 * A text that is passed on and never kept: printed, logged, serialised, compared or cloned it shows nothing.
 * Only `reveal` gives it away, so that every place that does can be found by that word.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  /** Node's `util.inspect`, and with it `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
