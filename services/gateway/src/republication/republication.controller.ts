import {
  ListQuery,
  type Principal,
  type RepublicationPage,
  type RepublicationView,
  RequestRepublication,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { RepublicationClient } from './republication.client.js';

@Controller('v1/republications')
export class RepublicationController {
  constructor(private readonly republications: RepublicationClient) {}

  @Post()
  @HttpCode(202)
  @Allow('republications:write')
  request(
    @Caller() caller: Principal,
    @Body() request: RequestRepublication,
  ): Promise<RepublicationView> {
    return this.republications.request(caller, request);
  }

  @Get()
  @Allow('republications:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<RepublicationPage> {
    return this.republications.list(caller, query);
  }

  @Get(':id')
  @Allow('republications:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('republication')) id: string,
  ): Promise<RepublicationView> {
    return this.republications.get(caller, id);
  }
}
