/** A storm of deaths and lesser mishaps over a relay and two groups of consumers, chosen by a seed. */
import { openOrchard, type Orchard, TOPICS } from '../orchard.js';
import type { Ground, TransportCase } from '../transports.js';
import { Actor } from './actor.js';
import { type Player, type Stage, start } from './cast.js';
import { Chooser } from './chooser.js';
import { sound } from './craft.js';
import { Disturbance } from './disturbance.js';
import { chooseFaults, type Fault, type Victim } from './faults.js';
import { type Growth, plantGrove } from './grove.js';
import type { StormOptions, StormReport } from './report.js';
import { settled } from './settled.js';
import { violationsIn } from './verdict.js';

const ROUNDS_PER_LOOK = 50;
const STRUCK_WITHIN_MS = 2_000;
const QUIET_MS = 60_000;

export async function storm(
  { name, ground: prepare }: TransportCase,
  options: StormOptions,
): Promise<StormReport> {
  const ground = await prepare();
  const orchards = { quick: await openOrchard(), slow: await openOrchard() };
  const weather = new Storm(ground, name === 'kafka', orchards, options);
  try {
    await weather.gather();
    return await weather.rage();
  } finally {
    await weather.end();
    await Promise.all([orchards.quick.close(), orchards.slow.close()]);
    await ground.clear();
  }
}

class Storm {
  private readonly chooser: Chooser;
  private readonly players = new Map<Victim, Player[]>();
  private readonly disturbance: Disturbance;
  private readonly report: StormReport;
  private readonly saidPerRound: number;
  private stage!: Stage;
  private growth!: Growth;

  constructor(
    private readonly ground: Ground,
    private readonly onKafka: boolean,
    private readonly orchards: { readonly quick: Orchard; readonly slow: Orchard },
    private readonly options: StormOptions,
  ) {
    this.chooser = new Chooser(options.seed);
    this.saidPerRound = options.saidPerRound ?? 12;
    this.disturbance = new Disturbance(this.chooser);
    this.report = { kills: 0, mishaps: 0, missed: 0, rounds: 0, said: 0, violations: [] };
  }

  async gather(): Promise<void> {
    this.growth = await plantGrove(this.orchards.quick);
    this.stage = {
      transport: await this.ground.open(TOPICS, { sessionTimeoutMs: 6_000 }),
      craft: this.options.craft ?? sound,
      groves: this.orchards,
      deadLeave: this.onKafka,
      onProduced: this.disturbance.remember,
    };
    // The embedded log has one consumer of a group at a time; Kafka shares the partitions out.
    const cast: Victim[] = this.onKafka
      ? ['relay', 'quick', 'quick', 'quick', 'slow', 'slow']
      : ['relay', 'quick', 'slow'];
    for (const victim of cast) await this.enter(victim);
  }

  async rage(): Promise<StormReport> {
    const { report, options } = this;
    const deadline = performance.now() + options.seconds * 1_000;
    while (report.kills < options.kills && performance.now() < deadline) {
      report.rounds++;
      await this.round(
        options.faults ? [this.chooser.one(options.faults)] : chooseFaults(this.chooser),
      );
      if (report.rounds % ROUNDS_PER_LOOK === 0 && !(await this.isWell())) return report;
    }
    await this.isWell();
    return report;
  }

  async end(): Promise<void> {
    for (const players of this.players.values())
      await Promise.all(players.map((player) => player.stop()));
    await this.stage.transport.close();
  }

  private async round(faults: readonly Fault[]): Promise<void> {
    await Promise.all([
      ...faults.map((fault) => this.strike(fault)),
      this.disturbance.disturb(this.stage.transport),
      this.growth.say(this.chooser, this.saidPerRound),
    ]);
    this.report.said += this.saidPerRound;
  }

  private async strike(fault: Fault): Promise<void> {
    const { player, struck } = await this.arm(fault);
    if (!(await Promise.race([struck, late(STRUCK_WITHIN_MS)]))) this.report.missed++;
    else {
      if (fault.blow === 'death') this.report.kills++;
      else this.report.mishaps++;
      if (fault.blow !== 'lost connection') await this.replace(fault, player);
    }
    player.actor.disarm();
  }

  private async arm(fault: Fault): Promise<{ player: Player; struck: Promise<true> }> {
    const { victim, moment, blow } = fault;
    let player = this.chooser.one(this.players.get(victim) ?? []);
    let struck = player.actor.arm(moment, blow);
    if (moment.endsWith('lease')) {
      // A relay that has its lease renews it every few seconds; a new one takes it at once.
      player.actor.disarm();
      await player.stop();
      const actor = new Actor();
      struck = actor.arm(moment, blow);
      player = await this.replace(fault, player, actor);
    }
    return { player, struck: struck.then(() => true) };
  }

  /** Another takes its place: after it, or with a lease that it still believes in, beside it. */
  private async replace({ victim, blow }: Fault, player: Player, actor?: Actor): Promise<Player> {
    const players = this.players.get(victim) ?? [];
    players.splice(players.indexOf(player), 1);
    if (victim === 'relay') await this.expireLeases();
    else await player.stop();
    const entered = await this.enter(victim, actor);
    if (blow === 'pause') await player.stop();
    return entered;
  }

  private async enter(victim: Victim, actor = new Actor()): Promise<Player> {
    const player = await start(this.stage, victim, actor);
    this.players.set(victim, [...(this.players.get(victim) ?? []), player]);
    return player;
  }

  private async expireLeases(): Promise<void> {
    await this.orchards.quick.admin.query(
      `UPDATE outbox_lease SET expires_at = now() - interval '1 ms'`,
    );
  }

  private async isWell(): Promise<boolean> {
    const hearing = new Map(Object.entries(this.orchards));
    const find = () => violationsIn(this.orchards.quick, hearing, this.disturbance.planted);
    await settled(hearing, find, this.options.quietMs ?? QUIET_MS);
    this.report.violations = await find();
    return this.report.violations.length === 0;
  }
}

function late(timeoutMs: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), timeoutMs).unref());
}
