import { ImportJob, type ImportLine } from '@fieldline/contracts';
import { importJsonLines, type LineResult } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { JobWriter } from './job.writer.js';

@Injectable()
export class JobImporter {
  constructor(private readonly writer: JobWriter) {}

  /** @throws Problem too_many_lines */
  import(tenantId: string, text: string): Promise<ImportLine[]> {
    return importJsonLines(text, ImportJob, {
      write: async (jobs) => {
        const writes = jobs.map(({ externalId, ...command }) => ({ externalId, command }));
        const results = await this.writer.write(tenantId, writes);
        return results.map((result): LineResult =>
          result.outcome === 'error' ? result : { outcome: result.outcome, id: result.job.id },
        );
      },
      check: (jobs) =>
        this.writer.check(
          tenantId,
          jobs.map(({ externalId, ...command }) => ({ externalId, command })),
        ),
    });
  }
}
