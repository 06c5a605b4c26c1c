import { LIMITS } from '../limits.js';
import { isRecord } from '../wire/json.js';
import { DEFAULT_PACE, type Pace, parsePace } from './pace.js';
import { InvalidFaults, readInteger, readNumber, readText } from './reading.js';
import { parseRefusals, type Refusal } from './refusal.js';

/** What goes wrong on purpose, and how fast things go. Rates are probabilities from 0 to 1. */
export interface FaultSettings {
  /** Makes the same faults fall on the same calls, counted since the settings were put. */
  seed: number;
  /** Every request of Twilio's API takes this long to get there, before anything is done. */
  arrivalMs: number;
  /** Every answer of Twilio's API waits this long, after the work is done. */
  latencyMs: number;
  /** Refused with 429 before anything happens. */
  rate429: number;
  /** Done, then answered with 500. */
  failAfterAccept: number;
  /** What the paths contain that the four above strike, with a method before it or without. */
  paths: readonly string[];
  refusals: readonly Refusal[];
  dropCallbacks: number;
  duplicateCallbacks: number;
  reorderCallbacks: number;
  /** Added to the number of segments that Twilio reports, which stays at least 1. */
  segmentsDelta: number;
  /** E.164 number (to or from) → Twilio error code: 2xxxx refuses at once, 3xxxx fails later. */
  numbers: Readonly<Record<string, number>>;
  /** Area codes without a number left. */
  emptyAreaCodes: readonly string[];
  sentAfterMs: number;
  /** Counted from `sent`. */
  deliveredAfterMs: number;
  callbackDelayMs: number;
  registration: Pace;
}

/** 212 and 867 are scarce in life as well. */
export const DEFAULT_SETTINGS: FaultSettings = {
  seed: 1,
  arrivalMs: 0,
  latencyMs: 0,
  rate429: 0,
  failAfterAccept: 0,
  paths: [],
  refusals: [],
  dropCallbacks: 0,
  duplicateCallbacks: 0,
  reorderCallbacks: 0,
  segmentsDelta: 0,
  numbers: {},
  emptyAreaCodes: ['212', '867'],
  sentAfterMs: 50,
  deliveredAfterMs: 100,
  callbackDelayMs: 0,
  registration: DEFAULT_PACE,
};

export const RATES = [
  'rate429',
  'failAfterAccept',
  'dropCallbacks',
  'duplicateCallbacks',
  'reorderCallbacks',
] as const;
export type Rate = (typeof RATES)[number];

const INTEGERS = {
  seed: [0, 2 ** 32 - 1],
  arrivalMs: [0, 60_000],
  latencyMs: [0, 60_000],
  segmentsDelta: [-10, 10],
  sentAfterMs: [0, 3_600_000],
  deliveredAfterMs: [0, 3_600_000],
  callbackDelayMs: [0, 60_000],
} as const;

/** Settings from a body: what it leaves out is at its default, what it doesn't know is refused. */
export function parseFaults(body: unknown, defaults: FaultSettings): FaultSettings {
  if (!isRecord(body)) throw new InvalidFaults('the body must be a JSON object');
  const settings = { ...defaults };
  for (const [name, value] of Object.entries(body)) {
    if (isRate(name)) settings[name] = readNumber(name, value, 0, 1);
    else if (isInteger(name)) settings[name] = wholeNumber(name, value);
    else if (name === 'numbers') settings.numbers = numbers(value);
    else if (name === 'emptyAreaCodes') settings.emptyAreaCodes = areaCodes(value);
    else if (name === 'paths') settings.paths = paths(value);
    else if (name === 'refusals') settings.refusals = parseRefusals(value);
    else if (name === 'registration')
      settings.registration = parsePace(value, defaults.registration);
    else throw new InvalidFaults(`there is no fault named ${name}`);
  }
  return settings;
}

const isRate = (name: string): name is Rate => (RATES as readonly string[]).includes(name);
const isInteger = (name: string): name is keyof typeof INTEGERS => Object.hasOwn(INTEGERS, name);

function wholeNumber(name: keyof typeof INTEGERS, value: unknown): number {
  const [min, max] = INTEGERS[name];
  return readInteger(name, value, min, max);
}

function numbers(value: unknown): Record<string, number> {
  if (!isRecord(value)) throw new InvalidFaults('numbers must be an object');
  const entries = Object.entries(value);
  if (entries.length > LIMITS.faultNumbers) {
    throw new InvalidFaults(`numbers takes up to ${LIMITS.faultNumbers}`);
  }
  return Object.fromEntries(
    entries.map(([phone, code]) => {
      if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw new InvalidFaults(`${phone} is not in E.164`);
      return [phone, readInteger(`numbers["${phone}"]`, code, 20_000, 39_999)];
    }),
  );
}

function areaCodes(value: unknown): string[] {
  if (Array.isArray(value) && value.every((code) => /^\d{3}$/.test(String(code)))) {
    return value.map(String);
  }
  throw new InvalidFaults('emptyAreaCodes must be a list of three digits each');
}

function paths(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > LIMITS.faultRefusals) {
    throw new InvalidFaults(`paths must be a list of up to ${LIMITS.faultRefusals}`);
  }
  return value.map((path: unknown) => readText('paths', path));
}
