import { type NoteView, type Principal, WriteNote, writeIdOf } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { NoteClient } from './note.client.js';

/** Notes are read among a thread's entries. They can't be changed or taken away. */
@Controller('v1/conversations/:id/notes')
export class NoteController {
  constructor(private readonly notes: NoteClient) {}

  @Post()
  @Allow('conversations:write')
  write(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('id', new IdPipe('conversation')) id: string,
    @WriteKey() key: string,
    @Body() note: WriteNote,
  ): Promise<NoteView> {
    return this.notes.write(caller, tenantId, id, writeIdOf(tenantId, 'note', key), note);
  }
}
