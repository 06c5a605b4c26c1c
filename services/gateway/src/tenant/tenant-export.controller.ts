import { Readable } from 'node:stream';
import type { Principal } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Controller, Get, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { KeepsNothing } from '../idempotency/kept.js';
import { IdPipe } from '../ref.js';
import { TenantExport } from './tenant-export.js';

/** All that is a business's, as JSON lines. What ends without `{"complete":true}` is not all of it. */
@Controller('v1/tenants/:id/export')
export class TenantExportController {
  constructor(private readonly exports: TenantExport) {}

  @Get()
  @Allow('tenants:export')
  async get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
  ): Promise<StreamableFile> {
    const lines = await this.exports.begin(caller, id);
    return new StreamableFile(Readable.from(lines, { highWaterMark: 1 }), {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="business-${id}.ndjson"`,
    });
  }

  @Post()
  @HttpCode(200)
  @KeepsNothing()
  @Allow('tenants:export')
  post(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
  ): Promise<StreamableFile> {
    return this.get(caller, id);
  }
}
