import type { Principal, ViewersView } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Controller, Delete, Param, Put } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { ViewingService } from './viewing.service.js';

const Id = () => Param('id', new IdPipe('conversation'));

/** So that two people don't answer the same customer at once. */
@Controller('v1/conversations/:id/viewing')
export class ViewingController {
  constructor(private readonly viewings: ViewingService) {}

  @Put()
  @Allow('conversations:read')
  view(@Caller() caller: Principal, @Id() id: string): Promise<ViewersView> {
    return this.viewings.view(caller, id);
  }

  @Delete()
  @Allow('conversations:read')
  leave(@Caller() caller: Principal, @Id() id: string): Promise<ViewersView> {
    return this.viewings.leave(caller, id);
  }
}
