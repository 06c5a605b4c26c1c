import type { DossierView, EvidenceRecord } from '@fieldline/contracts';
import { chainFindings, nameOf } from './chain.findings.js';
import { chargeFindings } from './charge.findings.js';
import { consentFindings } from './consent.findings.js';
import { decisionFindings } from './decision.findings.js';
import { hashOf, recordsOf } from './dossier.file.js';
import { broken, type Finding, judge } from './finding.js';
import { messageFindings } from './message.findings.js';
import { PublishedSeals } from './published-seals.js';
import { recordFindings } from './record.findings.js';

export interface Beside {
  readonly seals?: PublishedSeals;
  /** A dossier of the same text that was made later, when more was sealed. */
  readonly later?: DossierView;
}

const CHECKS: readonly ((dossier: DossierView) => Finding[])[] = [
  recordFindings,
  messageFindings,
  chargeFindings,
  decisionFindings,
  consentFindings,
];

/** What a dossier proves, without asking anybody. One that says nonsense is broken, and no error. */
export function verifyDossier(dossier: DossierView, beside: Beside = {}): Finding[] {
  const { seals = new PublishedSeals(), later } = beside;
  try {
    const whole = judge(
      hashOf(dossier) === dossier.hash,
      'The file is as it was made.',
      'The file was changed since it was made.',
    );
    const completed = later ? completedBy(dossier, later) : dossier;
    const found = CHECKS.flatMap((check) => check(completed));
    const others = later ? laterFindings(dossier, later) : [];
    return [whole, ...others, ...chainFindings(completed, seals), ...found];
  } catch {
    return [broken('Something in it is not what stands in such a place.')];
  }
}

/** Whether the seals that were there already still are. */
function laterFindings(dossier: DossierView, later: DossierView): Finding[] {
  const names = ({ chains }: DossierView): string[] =>
    chains.flatMap(({ chainId, seals }) =>
      seals.map(({ day, root }) => `${chainId} ${day} ${root}`),
    );
  const known = new Set(names(later));
  return [
    judge(
      later.messageId === dossier.messageId && names(dossier).every((name) => known.has(name)),
      'The later dossier is about the same text, and has the same seals and more.',
      'The later dossier is about another text, or has other seals.',
    ),
  ];
}

/** The same records, with what shows of them that they have been sealed since. */
function completedBy(dossier: DossierView, later: DossierView): DossierView {
  const known = new Map(recordsOf(later).map((record) => [keyOf(record), record.inclusion]));
  const complete = (record: EvidenceRecord): EvidenceRecord => ({
    ...record,
    inclusion: record.inclusion ?? known.get(keyOf(record)) ?? null,
  });
  return {
    ...dossier,
    decisions: dossier.decisions.map(complete),
    consent: dossier.consent.map(complete),
    ledger: dossier.ledger.map(complete),
    progress: dossier.progress.map(complete),
    chains: later.chains,
  };
}

function keyOf(record: EvidenceRecord): string {
  return `${nameOf(record)} ${record.row}`;
}
