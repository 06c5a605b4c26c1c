import { createHash } from 'node:crypto';
import { canonicalJson, type DossierView, type EvidenceRecord } from '@fieldline/contracts';
import { CouldNotVerify } from '../could-not-verify.js';

export const DOSSIER_FORMAT = 'fieldline-dossier-1';

const SECTIONS = ['decisions', 'consent', 'ledger', 'progress'] as const;
export type Section = (typeof SECTIONS)[number];

/** Which table's rows stand where. */
export const TABLES_OF: Readonly<Record<Section, readonly string[]>> = {
  decisions: ['messaging.decision'],
  consent: ['compliance.consent_event'],
  ledger: ['billing.entry', 'billing.draw'],
  progress: ['messaging.progress'],
};

/** @throws CouldNotVerify for anything that is no dossier of a form that is known here */
export function readDossier(text: string): DossierView {
  const dossier = readJson(text) as Partial<DossierView> | null;
  if (dossier?.format !== DOSSIER_FORMAT)
    throw new CouldNotVerify(`It is no dossier of the form ${DOSSIER_FORMAT}.`);
  for (const list of [...SECTIONS, 'chains'] as const)
    if (!Array.isArray(dossier[list])) throw new CouldNotVerify(`The dossier has no ${list}.`);
  if (typeof dossier.message !== 'object' || dossier.message === null)
    throw new CouldNotVerify('The dossier has no message.');
  return dossier as DossierView;
}

export function recordsOf(dossier: DossierView): EvidenceRecord[] {
  return SECTIONS.flatMap((section) => dossier[section]);
}

/** What the hash of a dossier has to be. */
export function hashOf({ hash: _, ...dossier }: DossierView): string {
  return createHash('sha256').update(canonicalJson(dossier)).digest('hex');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CouldNotVerify('It is not JSON.');
  }
}
