import { createHash } from 'node:crypto';
import {
  derivedId,
  type DossierView,
  type EvidenceChain,
  type EvidenceRecord,
  recipientIdOf,
} from '@fieldline/contracts';
import { decide, RULES_VERSION, type SendFacts } from '@fieldline/rules';
import {
  digestOf,
  firstLink,
  FORMAT,
  hashOfRow,
  inclusionOf,
  rootOf,
  SEALED_TABLES,
  valuesOf,
} from '@fieldline/seal';
import { hashOf } from '../src/dossier/dossier.file.js';

export const TENANT = 'a3bb189e-8bf9-4888-9912-ace4e6543002';
const MESSAGE = '0193dfa2-0000-7000-8000-000000000001';
export const CONTACT = '0193dfa2-0000-7000-8000-000000000002';
const CONSENT = '0193dfa2-0000-7000-8000-000000000003';
export const SALT = '5f0c6c1e-43a5-4f7e-9f67-0d3b8e0f2a11';
const TO = '+13125550101';
const BODY = 'We are on our way';
const DAY = '2026-11-20';
const LATER = '2026-11-21';
export const EARLIER = '2026-10-31';
const at = (time: string, day = DAY): string => `${day}T${time}.000000Z`;

export const FACTS: SendFacts = {
  now: new Date(at('15:00:00')),
  mandatory: false,
  stop: null,
  staffOptOut: null,
  hold: null,
  optIn: {
    at: new Date('2026-11-01T15:00:00Z'),
    basis: 'express',
    written: true,
    expiresAt: null,
    eventId: CONSENT,
  },
  optInForOtherNumber: false,
  lastInbound: null,
  employee: false,
  textClass: 'informational',
  automatic: false,
  place: { zones: ['America/Chicago'], regions: ['US-IL'], country: 'US', basis: 'job_site' },
  businessCountry: 'US',
  registration: { submitted: true, approved: true },
  quietHours: { from: '08:00', to: '21:00', sunday: null },
  quietHoursConfirmed: false,
};

export const recipientId = recipientIdOf(TENANT, TO);
const bodyHash = createHash('sha256').update(`${SALT} ${BODY}`).digest('hex');

export type Row = Record<string, unknown>;

/** The rows of a text that was delivered, by table; a test may make them otherwise. */
export interface Rows {
  decision: Row[];
  consent_event: Row[];
  entry: Row[];
  draw: Row[];
  progress: Row[];
}

const ofMessage = { tenant_id: TENANT, message_id: MESSAGE };

export function deliveredRows(): Rows {
  const decision = decide(FACTS);
  if (decision.outcome !== 'allow') throw new Error('the fixture is not allowed');
  const decided = {
    ...ofMessage,
    recipient_id: recipientId,
    contact_id: CONTACT,
    employee_id: null,
    sent_by: 'user:u-1',
    outcome: 'allow',
    code: null,
    basis: decision.basis,
    until: null,
    reasons: decision.reasons,
    rules_version: RULES_VERSION,
    facts: JSON.parse(JSON.stringify(FACTS)) as Row,
    body_hash: bodyHash,
  };
  const told = { ...ofMessage, attempt: 1, provider_message_id: 'SM1', provider_segments: 1 };
  const fine = { error_code: null, provider_code: null };
  const entry = { ...ofMessage, adjustment_id: null, segments: 1 };
  return {
    decision: [
      { ...decided, id: 7, moment: 'accepted', at: at('15:00:00') },
      { ...decided, id: 9, moment: 'dispatching', at: at('15:00:01') },
    ],
    consent_event: [
      {
        tenant_id: TENANT,
        id: CONSENT,
        sequence: 3,
        subject_id: CONTACT,
        subject_kind: 'contact',
        action: 'opt_in',
        origin: 'staff',
        basis: 'express',
        source: 'web_form',
        proof: 'form 7',
        wording: 'Text me',
        implied_reason: null,
        bound_recipient_id: recipientId,
        message_id: null,
        keyword_sequence: null,
        in_flight: null,
        obtained_at: at('15:00:00', '2026-11-01'),
        recorded_at: at('15:00:00', '2026-11-01'),
        recorded_by: 'user:u-1',
        written: true,
        expires_at: null,
      },
    ],
    entry: [
      { ...entry, id: 21, kind: 'hold', source: 'available', target: 'held', at: at('15:00:00') },
      { ...entry, id: 25, kind: 'post', source: 'held', target: 'used', at: at('15:00:03') },
    ],
    draw: [
      {
        ...ofMessage,
        id: 4,
        lot_id: 2,
        adjustment_id: null,
        segments: 1,
        cost_micros: 15_000,
        at: at('15:00:03'),
      },
    ],
    progress: [
      { ...told, ...fine, id: 31, status: 'submitted', at: at('15:00:02') },
      { ...told, ...fine, id: 32, status: 'sent', at: at('15:00:02') },
      { ...told, ...fine, id: 40, status: 'delivered', at: at('15:00:03') },
    ],
  };
}

/** As an installation would make it of such rows, among other rows of their days. */
export function dossierOf(rows = deliveredRows(), { sealed = true } = {}): DossierView {
  const evidence = SEALED_TABLES.flatMap((table) => {
    const own = rows[table.table as keyof Rows] as Row[] | undefined;
    return own ? [evidenceOf(table, own, sealed)] : [];
  });
  const of = (...names: string[]): EvidenceRecord[] =>
    names.flatMap((name) =>
      evidence.flatMap(({ records }) => records.filter(({ table }) => table === name)),
    );
  const dossier: DossierView = {
    format: 'fieldline-dossier-1',
    tenantId: TENANT,
    messageId: MESSAGE,
    madeAt: '2026-11-23T12:00:00.000Z',
    message: {
      id: MESSAGE,
      conversationId: '0193dfa2-0000-7000-8000-000000000004',
      direction: 'outbound',
      status: 'delivered',
      from: '+13125550100',
      to: TO,
      body: BODY,
      encoding: 'GSM-7',
      quote: { segments: 1, costMicros: 15_000 },
      charge: {
        segments: 1,
        costMicros: 15_000,
        lots: [{ purchaseId: null, segments: 1, costMicros: 15_000 }],
      },
      class: FACTS.textClass,
      sentBy: 'user:u-1',
      timeline: [{ status: 'dispatching', at: '2026-11-20T15:00:01.000Z' }],
      createdAt: '2026-11-20T15:00:00.000Z',
    },
    bodySalt: SALT,
    decisions: of('decision'),
    consent: of('consent_event'),
    hold: {
      state: 'posted',
      segments: 1,
      postedSegments: 1,
      costMicros: 15_000,
      owed: 0,
      createdAt: '2026-11-20T15:00:00.000Z',
      resolvedAt: '2026-11-20T15:00:03.000Z',
    },
    ledger: of('entry', 'draw'),
    progress: of('progress'),
    chains: evidence.flatMap(({ chain }) => (chain ? [chain] : [])),
    rules: { version: RULES_VERSION, cited: [] },
    hash: '',
  };
  return resealed(dossier);
}

/** With a hash of its own that fits, as whoever changes a file would make it. */
export function resealed(dossier: DossierView): DossierView {
  return { ...dossier, hash: hashOf(dossier) };
}

/** What an installation tells of its seals, a line each. */
export function publishedOf({ chains }: DossierView): string {
  const facts = chains.flatMap(({ chainId, table, format, seals }) =>
    seals.map((seal) => ({ chainId, table, format, ...seal })),
  );
  return facts.map((fact) => JSON.stringify(fact)).join('\n');
}

function evidenceOf(
  table: (typeof SEALED_TABLES)[number],
  rows: readonly Row[],
  sealed: boolean,
): { records: EvidenceRecord[]; chain: EvidenceChain | undefined } {
  const texts = rows.map((row) =>
    JSON.stringify(table.columns.map((column) => row[column] ?? null)),
  );
  const name = { service: table.service, table: table.table };
  const written = rows[0]?.[table.at] as string | undefined;
  const day = (written ?? DAY).slice(0, 10);
  const others = Array.from({ length: 40 }, (_, n) => hashOfRow(`${table.table} ${n}`));
  const hashes = [...others.slice(0, 13), ...texts.map(hashOfRow), ...others.slice(13)];
  const records = texts.map((row, n) => ({
    ...name,
    day,
    row,
    values: valuesOf(table, row),
    inclusion: sealed ? inclusionOf(hashes, 13 + n) : null,
  }));
  if (!sealed) return { records, chain: undefined };
  const previousRoot = firstLink(TENANT, table.table);
  const earlier = sealOf(previousRoot, EARLIER, table.table, others);
  const first = sealOf(earlier.root, day, table.table, hashes);
  const second = sealOf(first.root, LATER, table.table, others);
  const chainId = derivedId('seal', TENANT, table.table);
  return {
    records,
    chain: { ...name, chainId, format: FORMAT, previousRoot, seals: [earlier, first, second] },
  };
}

function sealOf(
  previousRoot: string,
  day: string,
  table: string,
  hashes: readonly string[],
): EvidenceChain['seals'][number] {
  const seal = { day, rows: hashes.length, digest: digestOf(hashes) };
  return { ...seal, root: rootOf({ ...seal, previousRoot, table }) };
}
