import type { Chooser } from './chooser.js';

export const RELAY_MOMENTS = [
  'before lease',
  'after lease',
  'before read',
  'after read',
  'before produce',
  'within produce',
  'after produce',
  'before delete',
  'after delete',
] as const;

export const CONSUMER_MOMENTS = [
  'after fetch',
  'before inbox',
  'after inbox',
  'before effect',
  'after effect',
  'before commit',
  'after commit',
  'before offset',
] as const;

export type Moment = (typeof RELAY_MOMENTS)[number] | (typeof CONSUMER_MOMENTS)[number];

/**
 * `death`: it never does anything again · `lost connection`: its own, or the answer to what it asked ·
 * `trouble`: transient errors until somebody restarts it · `pause`: it goes on once others have its lease
 */
export type Blow = 'death' | 'lost connection' | 'trouble' | 'pause';

export const VICTIMS = ['relay', 'quick', 'slow'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Fault {
  readonly victim: Victim;
  readonly moment: Moment;
  readonly blow: Blow;
}

/** Something for each of them, at once: deaths mostly, what else goes wrong now and then. */
export function chooseFaults(chooser: Chooser): Fault[] {
  return VICTIMS.map((victim) => chooseFault(chooser, victim));
}

export function chooseFault(chooser: Chooser, victim: Victim): Fault {
  const moment = chooser.one(victim === 'relay' ? RELAY_MOMENTS : CONSUMER_MOMENTS);
  const [lesser, lost, late] = [chooser.happens(0.1), chooser.happens(0.15), chooser.happens(0.5)];
  if (lesser && victim !== 'relay') return { victim, moment: 'before effect', blow: 'trouble' };
  if (lesser) return { victim, moment: late ? 'before delete' : 'before produce', blow: 'pause' };
  const canLose = moment !== 'after fetch' && moment !== 'before offset';
  return { victim, moment, blow: canLose && lost ? 'lost connection' : 'death' };
}
