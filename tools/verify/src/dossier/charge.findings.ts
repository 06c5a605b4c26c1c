import type {
  ChargeView,
  DossierView,
  EvidenceRecord,
  HoldEvidenceView,
} from '@fieldline/contracts';
import { broken, type Finding, judge, open } from './finding.js';

/** What a text moved, by billing's own records. */
interface Moved {
  readonly taken: number;
  readonly held: number;
  readonly used: number;
  readonly drawn: Drawn;
}

interface Drawn {
  readonly segments: number;
  readonly costMicros: number;
}

/** What was set aside for a text and used, and whether it is shown so. */
export function chargeFindings({ message, hold, ledger }: DossierView): Finding[] {
  if (!hold) return [open('Billing has not heard of it.')];
  const moved = movedBy(ledger);
  const { taken, held, used } = moved;
  const { quote, charge } = message;
  const findings = [
    judge(
      addsUp(hold, moved),
      `The ledger has ${used} segment(s) used for it and ${held} held.`,
      'What was set aside and used for it is not what its entries say.',
    ),
  ];
  // Nothing is set aside for a reply that the law requires, nor where there wasn't enough.
  if (quote && taken > 0 && quote.segments !== taken)
    findings.push(broken(`${taken} segment(s) were set aside for it, and others are shown.`));
  if (charge) findings.push(chargeFinding(charge, moved));
  return findings;
}

function movedBy(ledger: readonly EvidenceRecord[]): Moved {
  const rowsOf = (name: string): EvidenceRecord['values'][] =>
    ledger.filter(({ table }) => table === name).map(({ values }) => values);
  const [entries, draws] = [rowsOf('entry'), rowsOf('draw')];
  const into = (place: string): number =>
    sum(entries.map(({ target, segments }) => (target === place ? segments : 0)));
  const outOf = (place: string): number =>
    sum(entries.map(({ source, segments }) => (source === place ? segments : 0)));
  return {
    taken: into('held'),
    held: into('held') - outOf('held'),
    used: into('used'),
    drawn: {
      segments: sum(draws.map((draw) => draw['segments'])),
      costMicros: sum(draws.map((draw) => draw['cost_micros'])),
    },
  };
}

function addsUp(hold: HoldEvidenceView, { taken, held, used, drawn }: Moved): boolean {
  const { state, segments, postedSegments, costMicros, owed } = hold;
  return (
    taken === (state === 'declined' ? 0 : segments) &&
    held === (state === 'open' ? segments : 0) &&
    used === (postedSegments ?? 0) &&
    used > 0 === (state === 'posted') &&
    drawn.segments === used - owed &&
    drawn.costMicros === (costMicros ?? 0)
  );
}

/** What messaging shows was told by billing, and is told again when a debt of it has been repaid. */
function chargeFinding(
  { segments, costMicros, lots }: ChargeView,
  { used, drawn }: Moved,
): Finding {
  const shown: Drawn = {
    segments: sum(lots.map((lot) => lot.segments)),
    costMicros: sum(lots.map((lot) => lot.costMicros)),
  };
  if (segments === used && shown.segments < drawn.segments)
    return open('A part of what it cost was paid after what is shown of it.');
  const isPaid = drawn.segments === used;
  const same =
    segments === used &&
    shown.segments === drawn.segments &&
    shown.costMicros === drawn.costMicros &&
    (!isPaid || costMicros === drawn.costMicros);
  if (same && !isPaid) return open('A part of what it cost is owed, and has no price yet.');
  return judge(
    same,
    'What it cost is what was drawn for it.',
    'What it cost is shown as other than what was drawn for it.',
  );
}

function sum(numbers: readonly unknown[]): number {
  return numbers.reduce<number>((total, each) => total + Number(each), 0);
}
