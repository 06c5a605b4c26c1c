import { type Database, query, type Transaction } from '@fieldline/database';

export interface PurchaseLink {
  readonly tenantId: string;
  readonly makerKind: 'user' | 'api_key';
  readonly makerId: string;
  readonly expiresAt: Date;
}

/** @returns when it ends, by the database's clock */
export async function keepLink(
  tx: Transaction,
  hash: Buffer,
  link: Omit<PurchaseLink, 'expiresAt'> & { readonly seconds: number },
): Promise<Date> {
  const [row] = await query<{ expiresAt: Date }>(
    tx,
    `INSERT INTO purchase_link (tenant_id, token_hash, maker_kind, maker_id, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second') RETURNING expires_at AS "expiresAt"`,
    [link.tenantId, hash, link.makerKind, link.makerId, link.seconds],
  );
  return row!.expiresAt;
}

/** Whose link it is, nobody knows before: undefined for one that is over or never was. */
export async function findLink(
  database: Database,
  hash: Buffer,
): Promise<PurchaseLink | undefined> {
  const [link] = await database.query<PurchaseLink>(
    `SELECT tenant_id AS "tenantId", maker_kind AS "makerKind", maker_id AS "makerId",
            expires_at AS "expiresAt"
       FROM purchase_link WHERE token_hash = $1 AND expires_at > now()`,
    [hash],
  );
  return link;
}

/** Bounded: what is left goes the next time. */
export async function forgetOldLinks(database: Database): Promise<void> {
  await database.query(
    `DELETE FROM purchase_link WHERE (tenant_id, token_hash) IN (
       SELECT tenant_id, token_hash FROM purchase_link WHERE expires_at <= now() LIMIT 1000)`,
  );
}
