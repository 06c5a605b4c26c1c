import type { ImportLine } from '@fieldline/contracts';
import { Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { duplicateExternalId } from './job.errors.js';
import { type NumberedLine, readLine, type ReadLine, refusal, splitLines } from './job.line.js';
import { type JobWrite, JobWriter } from './job.writer.js';

/** Lines that share a transaction. An import that breaks off is repeated: what is stored is unchanged. */
const CHUNK = 500;

@Injectable()
export class JobImporter {
  constructor(private readonly writer: JobWriter) {}

  /**
   * Answers each line of JSON, in order; a bad one doesn't stop the others.
   * @throws Problem too_many_lines
   */
  async import(tenantId: string, text: string): Promise<ImportLine[]> {
    const lines = splitLines(text);
    const seen = new Set<string>();
    const answers: ImportLine[] = [];
    for (let from = 0; from < lines.length; from += CHUNK) {
      const chunk = lines.slice(from, from + CHUNK).map((line) => readOnce(line, seen));
      answers.push(...(await this.importChunk(tenantId, chunk)));
    }
    return answers;
  }

  private async importChunk(tenantId: string, chunk: readonly ReadLine[]): Promise<ImportLine[]> {
    const writes = chunk.flatMap(({ job }): JobWrite[] => {
      if (job instanceof Problem) return [];
      const { externalId, ...command } = job;
      return [{ externalId, command }];
    });
    const results = await this.writer.write(tenantId, writes);
    const byExternalId = new Map(writes.map(({ externalId }, i) => [externalId, results[i]]));
    return chunk.map(({ line, externalId, job }): ImportLine => {
      if (job instanceof Problem) return refusal({ line, externalId }, job);
      const result = byExternalId.get(job.externalId);
      if (!result) throw new Error('a line was written without a result');
      if (result.outcome === 'error') return refusal({ line, externalId }, result.problem);
      return { line, externalId, outcome: result.outcome, id: result.job.id };
    });
  }
}

/** The first line of a job counts, right or wrong; which of two is meant can't be known. */
function readOnce(numbered: NumberedLine, seen: Set<string>): ReadLine {
  const read = readLine(numbered);
  if (read.externalId === null) return read;
  if (seen.has(read.externalId)) return { ...read, job: duplicateExternalId() };
  seen.add(read.externalId);
  return read;
}
