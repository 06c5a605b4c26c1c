import type { MessageView } from './index.js';

/** What leads from the hash of a day's row to the digest of the day, without showing the other rows. */
export interface Inclusion {
  /** Of the row among the day's, from 0. */
  place: number;
  /** How many the day has. */
  rows: number;
  /** From the row up: the hashes on either side, one after the other, in hexadecimal. */
  steps: { before: string; after: string }[];
}

/** A row of a table that is only added to. */
export interface EvidenceRecord {
  service: string;
  table: string;
  /** On which it was written, `YYYY-MM-DD` in UTC. */
  day: string;
  /** All of it, as it is hashed: a JSON array in a fixed order. */
  row: string;
  /** The same by the names of its columns. */
  values: Record<string, unknown>;
  /** Null until its day is over and sealed. */
  inclusion: Inclusion | null;
}

/** The seals of a business's table, from the day of the first record on. */
export interface EvidenceChain {
  service: string;
  table: string;
  /** As in the facts that were told of its seals. */
  chainId: string;
  format: string;
  /** The root that the first of them stands on. */
  previousRoot: string;
  seals: { day: string; rows: number; digest: string; root: string }[];
}

/** What a service's sealed tables say. */
export interface Evidence {
  records: EvidenceRecord[];
  chains: EvidenceChain[];
}

/** What messaging knows of a text. */
export interface MessageEvidence extends Evidence {
  message: MessageView;
  /** With it the body is hashed; gone when the body is. */
  bodySalt: string | null;
  recipientId: string;
  contactId: string | null;
}

/** What was set aside for a text, and what became of it. */
export interface HoldEvidenceView {
  state: string;
  segments: number;
  postedSegments: number | null;
  costMicros: number | null;
  owed: number;
  createdAt: string;
  resolvedAt: string | null;
}

/** What billing knows of a text. */
export interface ChargeEvidence extends Evidence {
  hold: HoldEvidenceView | null;
}

export interface RuleCited {
  id: string;
  sentence: string;
  source: { title: string; url: string };
  /** The day from which it holds. */
  since: string;
}

/** Why a text was allowed to leave and what became of it, with what shows that nobody changed it since. */
export interface DossierView {
  format: string;
  tenantId: string;
  messageId: string;
  madeAt: string;
  message: MessageView;
  bodySalt: string | null;
  /** Whether it might leave: when it was asked for, and before each attempt. */
  decisions: EvidenceRecord[];
  /** What was recorded about the contact's and the number's consent until it left. */
  consent: EvidenceRecord[];
  hold: HoldEvidenceView | null;
  /** The segments that it moved, and the lots that they came from. */
  ledger: EvidenceRecord[];
  /** What Twilio said of it, as it came. */
  progress: EvidenceRecord[];
  chains: EvidenceChain[];
  /** The rules that its decisions name, with their sources, of the version in force when this was made. */
  rules: { version: string; cited: RuleCited[] };
  /** SHA-256 of all the rest, as canonical JSON. */
  hash: string;
}
