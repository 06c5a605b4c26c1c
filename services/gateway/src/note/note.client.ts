import type { NoteView, Principal, WriteNote } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';
import { checkMentions } from './mentions.js';

@Injectable()
export class NoteClient {
  constructor(
    private readonly database: Database,
    private readonly messaging: Messaging,
  ) {}

  /**
   * Under an id that the caller's key leads to: a repeat finds the note that is there.
   * @throws invalid_request, user_inactive for whom it mentions; what messaging refuses
   */
  async write(
    caller: Principal,
    tenantId: string,
    conversationId: string,
    id: string,
    { body, mentions = [] }: WriteNote,
  ): Promise<NoteView> {
    await this.database.asTenant(tenantId, (tx) => checkMentions(tx, tenantId, mentions));
    const place = path`/conversations/${conversationId}/notes/${id}`;
    return this.messaging.put(place, caller, { body, mentions });
  }
}
