import { type NoteView, type Principal, WriteNote } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { idOf } from '../ref.js';
import { NoteService } from './note.service.js';

@Controller('conversations/:id/notes')
export class NoteController {
  constructor(private readonly notes: NoteService) {}

  @Put(':noteId')
  @HttpCode(201)
  write(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Param('noteId', ParseUUIDPipe) noteId: string,
    @Body() note: WriteNote,
  ): Promise<NoteView> {
    return this.notes.write(tenantId, idOf(id, 'conversation'), noteId, note, caller);
  }
}
