import { createHash, randomInt } from 'node:crypto';
import type { Needle } from './needles.js';

const HASHES = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** A tax number that nobody else has: where it, or what can be made of it, is found, it was kept. */
export class Canary {
  private constructor(
    /** Nine of them. */
    readonly digits: string,
    readonly what: string,
  ) {}

  /** An EIN. @param what what it is sent with */
  static us(what: string): Canary {
    return new Canary(`84${randomDigits(7)}`, what);
  }

  /** A Canadian business number: its last digit fits the others. */
  static ca(what: string): Canary {
    const first = `7${randomDigits(7)}`;
    const last = [...'0123456789'].find((digit) => luhn(first + digit) % 10 === 0);
    return new Canary(first + last, what);
  }

  /** As an EIN is written. */
  get dashed(): string {
    return `${this.digits.slice(0, 2)}-${this.digits.slice(2)}`;
  }

  get spaced(): string {
    return `${this.digits.slice(0, 2)} ${this.digits.slice(2)}`;
  }

  get grouped(): string {
    return `${this.digits.slice(0, 3)} ${this.digits.slice(3, 6)} ${this.digits.slice(6)}`;
  }

  /** With the account that follows a business number. */
  get account(): string {
    return `${this.digits}RC0001`;
  }

  /** Every spelling, in every writing and hash that is as good as the number. */
  needles(): Needle[] {
    const spellings = [this.digits, this.dashed, this.spaced, this.grouped, this.account];
    return spellings.flatMap((spelling) => {
      const text = Buffer.from(spelling);
      const made: [string, Buffer][] = HASHES.map((name) => [
        name,
        createHash(name).update(spelling).digest(),
      ]);
      return [
        { what: this.named(spelling), bytes: text },
        { what: this.named(`UTF-16 of ${spelling}`), bytes: Buffer.from(spelling, 'utf16le') },
        ...this.written(spelling, text),
        ...made.flatMap(([name, hash]) => [
          { what: this.named(`${name} of ${spelling}`), bytes: hash },
          ...this.written(`${name} of ${spelling}`, hash),
        ]),
      ];
    });
  }

  private written(of: string, bytes: Buffer): Needle[] {
    const hex = bytes.toString('hex');
    const writings = {
      hex,
      HEX: hex.toUpperCase(),
      base64: bytes.toString('base64').replace(/=+$/, ''),
      base64url: bytes.toString('base64url'),
    };
    return Object.entries(writings).map(([writing, text]) => ({
      what: this.named(`${writing} of ${of}`),
      bytes: Buffer.from(text),
    }));
  }

  private named(what: string): string {
    return `${what} (${this.what})`;
  }
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}

function luhn(digits: string): number {
  return [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
}
