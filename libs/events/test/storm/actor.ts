import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../../src/index.js';
import { ConsumerStopped } from '../../src/transport.js';
import type { Blow, Moment } from './faults.js';

/** Thrown by whatever a dead actor touches; an open transaction is rolled back, as Postgres does it. */
export class Died extends ConsumerStopped {}

const PAUSE_MS = 150;
const forEver = new Promise<never>(() => undefined);

interface Armed {
  readonly moment: Moment;
  readonly blow: Blow;
  strike(): void;
}

/** A relay or a consumer, with a blow that waits for it at a named moment. Once dead it does nothing more. */
export class Actor {
  private armed: Armed | undefined;
  private died = false;

  /** @param onDeath ends the whole process, where the actor is one */
  constructor(private readonly onDeath: () => void = () => undefined) {}

  get isDead(): boolean {
    return this.died;
  }

  /** Resolves when it is struck. */
  arm(moment: Moment, blow: Blow): Promise<void> {
    return new Promise((resolve) => {
      this.armed = { moment, blow, strike: resolve };
    });
  }

  disarm(): void {
    this.armed = undefined;
  }

  expects(moment: Moment): boolean {
    return this.armed?.moment === moment;
  }

  /** @param loseConnection of the transaction that it is in, if any */
  async reach(moment: Moment, loseConnection?: () => Promise<unknown>): Promise<void> {
    if (this.died) throw new Died();
    const { armed } = this;
    if (armed?.moment !== moment) return;
    if (armed.blow !== 'trouble') this.armed = undefined;
    armed.strike();
    switch (armed.blow) {
      case 'death':
        this.die();
        throw new Died();
      case 'lost connection':
        await loseConnection?.();
        throw new Error('Connection terminated unexpectedly');
      case 'trouble':
        throw new TransientError('not now');
      case 'pause':
        await sleep(PAUSE_MS);
    }
  }

  die(): void {
    this.onDeath();
    this.died = true;
  }

  /** What the dead began is never done, nor does it fail. */
  async whileAlive<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Died) return forEver;
      throw error;
    }
  }
}
