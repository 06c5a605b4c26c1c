import type { DossierView } from '@fieldline/contracts';
import type { Finding, Verdict } from './finding.js';

const WORDS: Readonly<Record<Verdict, string>> = {
  proven: 'proven ',
  open: 'open   ',
  gone: 'gone   ',
  unsealed: 'not yet',
  broken: 'BROKEN ',
};

/** What no dossier proves of itself, whatever it says. */
const NEVER_PROVEN = [
  'that no record was left out of it: what is here is proven, not what isn’t;',
  'the times of its timeline: those of Twilio’s reports stand in the records of its progress;',
  'of the text as it is shown: the number that it came from, its thread and its visit, when it was asked for and was to go, what it was quoted at, the purchases that paid for it, the advice about its error, and why its words were taken away;',
  'that what was recorded was true, as the proof that staff wrote down of an opt-in.',
];

/** 0 proven, 1 broken, 3 not all of it proven: not sealed yet, or open. */
export function exitCodeOf(findings: readonly Finding[]): number {
  if (has(findings, 'broken')) return 1;
  return has(findings, 'unsealed') || has(findings, 'open') ? 3 : 0;
}

function has(findings: readonly Finding[], verdict: Verdict): boolean {
  return findings.some((finding) => finding.verdict === verdict);
}

/** For people: a line for each finding, and the sum of them. */
export function toDossierLines(dossier: DossierView, findings: readonly Finding[]): string[] {
  const lines = findings.map(({ verdict, says }) => `${WORDS[verdict]}  ${says}`);
  return [
    `Dossier of the text ${dossier.messageId}, made at ${dossier.madeAt}`,
    '',
    ...lines,
    '',
    summaryOf(findings),
    'Not proven by any dossier:',
    ...NEVER_PROVEN.map((line) => `- ${line}`),
  ];
}

function summaryOf(findings: readonly Finding[]): string {
  const code = exitCodeOf(findings);
  if (code === 1) return 'It is BROKEN: at least one thing in it was changed.';
  if (code === 0) return 'All of its records are as they were sealed and published.';
  const notYet = has(findings, 'unsealed')
    ? ' A part of it is not sealed yet, and could still be changed: ask for it again later.'
    : '';
  const isOpen = has(findings, 'open')
    ? ' What is open in it is not proven, and could have been made up.'
    : '';
  return `Nothing speaks against it.${notYet}${isOpen}`;
}

/** For programs. */
export function toDossierJson(dossier: DossierView, findings: readonly Finding[]): string {
  const { messageId, madeAt } = dossier;
  const document = { messageId, madeAt, exitCode: exitCodeOf(findings), findings };
  return `${JSON.stringify(document, null, 2)}\n`;
}
