import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Business } from './business.js';

export interface SentText {
  readonly id: string;
  readonly phone: string;
  readonly body: string;
}

export interface Customer {
  readonly phone: string;
  readonly contactId: string;
}

const EVERY_MS = 200;
const REPEAT_AFTER_MS = 250;
const GIVE_UP_MS = 90_000;

/** A program that sends texts all the time, and repeats with its key what wasn't answered. */
export class SteadyLoad {
  readonly sent: SentText[] = [];
  /** Requests that had to be repeated, by what came instead of an answer. */
  readonly repeated = new Map<string, number>();
  private readonly underWay: Promise<void>[] = [];
  private running: Promise<void> | undefined;
  private stopping = false;
  private fault: unknown;

  constructor(
    private readonly business: Business,
    private readonly customers: readonly Customer[],
    private readonly name: string,
  ) {}

  start(): this {
    this.running = this.run();
    return this;
  }

  /**
   * Sends no more, and waits until each text is accepted.
   * @throws Error when one was answered what a program can't repeat
   */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await Promise.all(this.underWay);
    if (this.fault) throw this.fault;
  }

  private async run(): Promise<void> {
    for (let index = 0; !this.stopping; index++) {
      const customer = this.customers[index % this.customers.length];
      if (customer) this.underWay.push(this.trySend(customer, `${this.name} ${index}`));
      await sleep(EVERY_MS);
    }
  }

  private async trySend(customer: Customer, body: string): Promise<void> {
    await this.send(customer, body).catch((error: unknown) => {
      this.fault ??= error;
      this.stopping = true;
    });
  }

  private async send({ contactId, phone }: Customer, body: string): Promise<void> {
    const deadline = performance.now() + GIVE_UP_MS;
    for (;;) {
      const answer = await this.business
        .post('/v1/messages', { contactId, body }, body)
        .catch((error: unknown) => causeOf(error));
      if (typeof answer !== 'string' && answer.status === 202) {
        this.sent.push({ id: answer.body.id, phone, body });
        return;
      }
      const why = typeof answer === 'string' ? answer : describe(answer);
      if (!REPEATABLE.test(why) || performance.now() > deadline)
        throw new Error(`${body} was answered ${why}`);
      this.repeated.set(why, (this.repeated.get(why) ?? 0) + 1);
      await sleep(REPEAT_AFTER_MS);
    }
  }
}

/** What tells a program to try again: nobody there, or somebody who is leaving. */
const REPEATABLE =
  /^(?:ECONN\w+|UND_ERR_\w+|EPIPE|503 service_unavailable|409 idempotency_in_flight)/;

function describe({ status, body }: Answer): string {
  return `${status} ${body.code}: ${body.detail}`;
}

/** Jest's errors are of another realm than Node's: told by their properties. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? String(error);
}
