import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '@fieldline/database';
import { Client, types } from 'pg';

/** Works on the ledger in a transaction of its own. Of its transaction it may use `query` alone: each is a step. */
export interface Actor {
  readonly name: string;
  work(tx: Transaction): Promise<unknown>;
}

/** Who goes on by a statement: the so-maniest of those that can. Or whose connection is cut: it begins again. */
export interface Choice {
  readonly who: number;
  readonly crashes: boolean;
}

const POLL_MS = 3;
const INT8 = 20;
/** As services read numbers. */
const NUMBERS: Pick<typeof types, 'getTypeParser'> = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/**
 * Several transactions at once, one statement at a time, in an order that is chosen: the same choices, the same
 * play. Who waits for a lock is passed over until it has it.
 */
export class Stage {
  /** How often somebody waited for a lock, in all plays. */
  waits = 0;
  crashes = 0;

  /** @param admin sees who waits, and cuts connections; the actors are whom `url` names */
  constructor(
    private readonly url: string,
    private readonly admin: Client,
  ) {}

  /**
   * Plays until all have committed.
   * @returns what happened, a line for each step
   * @throws Error when a statement fails, also by a deadlock; with what happened before
   */
  async play(actors: readonly Actor[], choices: readonly Choice[]): Promise<string[]> {
    const players = actors.map((actor) => new Player(actor, this.url));
    const log: string[] = [];
    try {
      for (const player of players) await player.enter();
      for (let turn = 0; players.some(({ state }) => state !== 'done'); turn += 1) {
        const { who, crashes } = choices[turn % choices.length]!;
        const open = players.filter(({ state }) => state !== 'done');
        const ready = open.filter(({ state }) => state === 'ready');
        // Once through the choices nobody crashes any more, so that it comes to an end.
        if (crashes && turn < choices.length) await this.cut(open[who % open.length]!, log);
        else if (ready.length > 0) step(ready[who % ready.length]!, log);
        await this.settle(players, log);
      }
      return log;
    } catch (error) {
      throw new Error([...log, String(error)].join('\n'), { cause: error });
    } finally {
      for (const player of players) await player.leave();
    }
  }

  private async cut(player: Player, log: string[]): Promise<void> {
    this.crashes += 1;
    log.push(`${player.actor.name} loses its connection`);
    const { pid } = player;
    player.abandon();
    await this.admin.query('SELECT pg_terminate_backend($1)', [pid]);
    const isThere = async (): Promise<boolean> =>
      (await this.admin.query('SELECT FROM pg_locks WHERE pid = $1', [pid])).rowCount !== 0;
    while (await isThere()) await sleep(POLL_MS);
    await player.enter();
  }

  /** Until each is at its next statement, at its end, or waits for another's lock: then nothing moves by itself. */
  private async settle(players: readonly Player[], log: string[]): Promise<void> {
    let hasMoved = true;
    while (hasMoved) {
      hasMoved = false;
      for (const player of players)
        while (player.state === 'running') {
          await Promise.race([player.moved, sleep(POLL_MS)]);
          if (player.state !== 'running') hasMoved = true;
          else if (await this.isBlocked(player)) {
            if (!player.isWaiting) log.push(`${player.actor.name} waits`);
            if (!player.isWaiting) this.waits += 1;
            player.isWaiting = true;
            break;
          }
        }
      for (const { failure } of players) if (failure !== undefined) throw failure;
    }
  }

  private async isBlocked({ pid }: Player): Promise<boolean> {
    const { rows } = await this.admin.query<{ by: number }>(
      'SELECT cardinality(pg_blocking_pids($1)) AS by',
      [pid],
    );
    return rows[0]!.by > 0;
  }
}

function step(player: Player, log: string[]): void {
  log.push(`${player.actor.name}: ${player.next}`);
  player.step();
}

/** An actor and its connection. */
class Player {
  state: 'ready' | 'running' | 'done' = 'running';
  next = '';
  pid = 0;
  isWaiting = false;
  failure: unknown;
  moved: Promise<void> = Promise.resolve();
  step: () => void = () => undefined;
  private announce: () => void = () => undefined;
  private client: Client | undefined;

  constructor(
    readonly actor: Actor,
    private readonly url: string,
  ) {}

  /** Comes up to its first statement. */
  async enter(): Promise<void> {
    const client = new Client({ connectionString: this.url, types: NUMBERS });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    Object.assign(this, { client, pid: rows[0]!.pid, state: 'running', isWaiting: false });
    this.moves();
    void this.perform(client);
    await this.moved;
  }

  /** What it was about to do never happens. */
  abandon(): void {
    this.client = undefined;
  }

  async leave(): Promise<void> {
    const { client } = this;
    this.abandon();
    await client?.end();
  }

  private async perform(client: Client): Promise<void> {
    const statement = async (sql: string, values?: unknown[]): Promise<unknown[]> => {
      await this.turn(client, sql);
      return (await client.query(sql, values)).rows;
    };
    try {
      await statement('BEGIN');
      await this.actor.work({ query: statement } as unknown as Transaction);
      await statement('COMMIT');
    } catch (error) {
      if (this.client === client) this.failure = error;
    }
    if (this.client !== client) return;
    this.state = 'done';
    this.announce();
  }

  /** Says that it is ready, and goes on when it is its turn; never, when it was abandoned. */
  private turn(client: Client, sql: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.client !== client) return;
      this.step = () => {
        Object.assign(this, { state: 'running', isWaiting: false });
        this.moves();
        resolve();
      };
      Object.assign(this, { state: 'ready', next: sql.trim().split('\n')[0]! });
      this.announce();
    });
  }

  private moves(): void {
    this.moved = new Promise((resolve) => {
      this.announce = resolve;
    });
  }
}
