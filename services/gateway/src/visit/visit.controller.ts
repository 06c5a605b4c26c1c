import type { Principal } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Controller, Get, Param } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { permissionMissing } from '../access/access.errors.js';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { type NamedVisits, VisitClient } from './visit.client.js';

@Controller('v1/conversations/:id/visits')
export class VisitController {
  constructor(private readonly visits: VisitClient) {}

  /** The next and the last visit of everybody who has the thread's number. */
  @Get()
  @Allow('conversations:read')
  async ofConversation(
    @Caller() caller: Principal,
    @Granted() { permissions }: Access,
    @Param('id', new IdPipe('conversation')) id: string,
  ): Promise<{ items: NamedVisits[] }> {
    if (!permissions.has('jobs:read')) throw permissionMissing('jobs:read');
    return { items: await this.visits.ofConversation(caller, id) };
  }
}
