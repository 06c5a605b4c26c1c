import { Readable } from 'node:stream';
import { OperatorOnly, TenantId } from '@fieldline/http';
import { Controller, Get, StreamableFile } from '@nestjs/common';
import { Exporter } from './exporter.js';

/** The same door in every service behind the gateway: what it keeps of a business, for operators alone. */
@Controller('export')
@OperatorOnly()
export class ExportController {
  constructor(private readonly exporter: Exporter) {}

  @Get()
  export(@TenantId() tenantId: string): StreamableFile {
    const lines = Readable.from(this.exporter.lines(tenantId), { highWaterMark: 1 });
    return new StreamableFile(lines, { type: 'application/x-ndjson; charset=utf-8' });
  }
}
