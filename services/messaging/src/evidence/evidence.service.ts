import type { MessageEvidence } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { evidenceOf } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';
import { messageRow } from '../message/message.queries.js';
import { toMessageView } from '../message/message.view.js';

const TABLES = ['decision', 'progress'] as const;

@Injectable()
export class EvidenceService {
  constructor(private readonly database: Database) {}

  /** @throws not_found, also for a text that came in: nobody decided about it */
  ofMessage(tenantId: string, id: string): Promise<MessageEvidence> {
    return this.database.asTenantAtOneMoment(tenantId, async (tx) => {
      const { message, ends, isPaused } = await messageRow(tx, tenantId, id);
      if (message.direction !== 'outbound') throw notFound('message');
      const { recipientId, contactId, bodySalt } = message;
      const wanted = TABLES.map((table) => ({ table, where: 'message_id = $2', parameters: [id] }));
      const evidence = await evidenceOf(tx, 'messaging', tenantId, wanted);
      const view = toMessageView(message, ends, isPaused);
      return { message: view, bodySalt, recipientId, contactId, ...evidence };
    });
  }
}
