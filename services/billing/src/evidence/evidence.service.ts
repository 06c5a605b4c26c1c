import type { ChargeEvidence, HoldEvidenceView } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { evidenceOf } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';

const TABLES = ['entry', 'draw'] as const;

@Injectable()
export class EvidenceService {
  constructor(private readonly database: Database) {}

  /** Nothing, of a message that billing hasn't heard of. */
  ofMessage(tenantId: string, id: string): Promise<ChargeEvidence> {
    return this.database.asTenantAtOneMoment(tenantId, async (tx) => {
      const wanted = TABLES.map((table) => ({ table, where: 'message_id = $2', parameters: [id] }));
      const evidence = await evidenceOf(tx, 'billing', tenantId, wanted);
      return { hold: await holdOf(tx, tenantId, id), ...evidence };
    });
  }
}

type HoldRow = Omit<HoldEvidenceView, 'createdAt' | 'resolvedAt'> & {
  createdAt: Date;
  resolvedAt: Date | null;
};

async function holdOf(
  tx: Transaction,
  tenantId: string,
  messageId: string,
): Promise<HoldEvidenceView | null> {
  const [hold] = await query<HoldRow>(
    tx,
    `SELECT state, segments, posted_segments AS "postedSegments", cost_micros AS "costMicros", owed,
            created_at AS "createdAt", resolved_at AS "resolvedAt"
       FROM hold WHERE tenant_id = $1 AND message_id = $2`,
    [tenantId, messageId],
  );
  if (!hold) return null;
  const { createdAt, resolvedAt } = hold;
  return {
    ...hold,
    createdAt: createdAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
  };
}
