import {
  BeginRepublication,
  ListQuery,
  type Page,
  type Principal,
  type RepublicationView,
} from '@fieldline/contracts';
import { Caller, OperatorOnly } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RepublicationService } from './republication.service.js';

/** The same door in every service behind the gateway that has state to say again, for operators alone. */
@Controller('republications')
@OperatorOnly()
export class RepublicationController {
  constructor(private readonly republications: RepublicationService) {}

  @Post()
  @HttpCode(202)
  begin(
    @Caller() caller: Principal,
    @Body() command: BeginRepublication,
  ): Promise<RepublicationView> {
    return this.republications.begin(caller, command);
  }

  @Get()
  list(@Query() query: ListQuery): Promise<Page<RepublicationView>> {
    return this.republications.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<RepublicationView> {
    return this.republications.get(id);
  }
}
