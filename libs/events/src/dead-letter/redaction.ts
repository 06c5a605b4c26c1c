/**
 * What a dead letter says is never changed, but for one reason: somebody has a right that what is kept of
 * them is taken away. Then a letter loses those words and keeps all else, so that it can still be replayed.
 */
import { ContactChanged, ERASED_NAME, eventMeta } from '@fieldline/contracts';
import { query, roleNames, type Transaction } from '@fieldline/database';
import type { QueryRunner } from 'typeorm';

const PAGE = 200;

type Payload = Readonly<Record<string, unknown>>;

export interface LetterRedaction {
  readonly tenantId: string;
  readonly topic: string;
  /** Whether a letter with this payload is meant. */
  isMeant(payload: Payload): boolean;
  /** What stands in place of the words, by their property. */
  readonly instead: Payload;
  /** A letter whose payload nobody can read loses all of it when it holds one of these. */
  readonly words?: readonly string[];
}

interface Letter {
  id: string;
  position: number;
  payload: Buffer;
}

/** Lets the worker role of a service redact: a step of a migration. */
export async function letRedactLetters(runner: QueryRunner, service: string): Promise<void> {
  const { worker } = roleNames(service);
  await runner.query(`GRANT UPDATE (payload) ON ${service}.dead_letter TO ${worker}`);
}

/** What a letter says of a contact who was erased; its number is nowhere in it. */
const ERASED_CONTACT = {
  name: ERASED_NAME,
  customerType: null,
  class: null,
  timeZone: null,
  postalCode: null,
};

/** Takes from a service's letters what its owner has taken from a contact. */
export function redactContactLetters(
  tx: Transaction,
  { tenantId, contactId }: { readonly tenantId: string; readonly contactId: string },
): Promise<number> {
  return redactLetters(tx, {
    tenantId,
    topic: eventMeta(ContactChanged).topic,
    isMeant: (said) => said['contactId'] === contactId,
    instead: ERASED_CONTACT,
  });
}

/** Redacts a business's letters of a topic, open and resolved ones. @returns how many were meant */
export async function redactLetters(tx: Transaction, redaction: LetterRedaction): Promise<number> {
  let redacted = 0;
  let page: Letter[] = [];
  do {
    page = await nextPage(tx, redaction, page.at(-1)?.position ?? 0);
    for (const { id, payload } of page) {
      const left = redactedOf(payload, redaction);
      if (left === undefined) continue;
      await tx.query(`UPDATE dead_letter SET payload = $2 WHERE id = $1`, [id, left]);
      redacted += 1;
    }
  } while (page.length === PAGE);
  return redacted;
}

function nextPage(
  tx: Transaction,
  { tenantId, topic }: LetterRedaction,
  after: number,
): Promise<Letter[]> {
  return query<Letter>(
    tx,
    `SELECT id, position, payload FROM dead_letter
      WHERE topic = $1 AND headers->>'ce_tenantid' = $2 AND payload IS NOT NULL AND position > $3
      ORDER BY position LIMIT ${PAGE}`,
    [topic, tenantId, after],
  );
}

/** What is left of a payload: null for nothing, undefined when it stays as it is. */
function redactedOf(payload: Buffer, redaction: LetterRedaction): Buffer | null | undefined {
  const { isMeant, instead, words = [] } = redaction;
  const said = readObject(payload);
  if (!said) return words.some((word) => payload.includes(word)) ? null : undefined;
  if (!isMeant(said)) return undefined;
  const known = Object.entries(instead).filter(([property]) => Object.hasOwn(said, property));
  return Buffer.from(JSON.stringify({ ...said, ...Object.fromEntries(known) }));
}

function readObject(payload: Buffer): Payload | undefined {
  try {
    const said: unknown = JSON.parse(payload.toString('utf8'));
    return typeof said === 'object' && said !== null ? (said as Payload) : undefined;
  } catch {
    return undefined;
  }
}
