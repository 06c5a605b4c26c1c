import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type JobFields, mergeJob, newJob } from './job.merge.js';

const stored: JobFields = {
  contactId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
  jobType: 'drain-cleaning',
  startsAt: new Date('2026-12-01T15:00:00Z'),
  endsAt: new Date('2026-12-01T17:00:00Z'),
  timeZone: 'America/Chicago',
  technicianId: 'T-7',
  class: null,
  status: 'scheduled',
  address: '1 Main St',
  series: null,
  sourceVersion: 7,
};
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (problem) {
    return (problem as { code?: string }).code;
  }
};

describe('an update', () => {
  test('keeps what was omitted and clears what is null', () => {
    expect(mergeJob(stored, { technicianId: null, status: 'canceled' })).toEqual({
      outcome: 'updated',
      fields: { ...stored, technicianId: null, status: 'canceled' },
    });
  });

  test('that says the same is unchanged', () => {
    expect(mergeJob(stored, {}).outcome).toBe('unchanged');
    expect(mergeJob(stored, { ...stored, startsAt: new Date(stored.startsAt) }).outcome).toBe(
      'unchanged',
    );
  });

  test('is stale below the stored version, not at it', () => {
    expect(codeOf(() => mergeJob(stored, { sourceVersion: 6 }))).toBe('stale_version');
    expect(mergeJob(stored, { sourceVersion: 7, address: null }).outcome).toBe('updated');
    expect(mergeJob(stored, { sourceVersion: 8 }).outcome).toBe('updated');
    expect(mergeJob({ ...stored, sourceVersion: null }, { sourceVersion: 0 }).outcome).toBe(
      'updated',
    );
  });

  test('must not end before it starts, wherever the two come from', () => {
    const late = new Date('2026-12-02T15:00:00Z');
    expect(codeOf(() => mergeJob(stored, { startsAt: late }))).toBe('invalid_request');
    expect(mergeJob(stored, { startsAt: late, endsAt: null }).outcome).toBe('updated');
    expect(mergeJob(stored, { startsAt: late, endsAt: late }).outcome).toBe('updated');
  });

  test('applied twice is unchanged the second time', () => {
    const change = fc.record(
      {
        startsAt: fc.date({ max: stored.endsAt ?? undefined, noInvalidDate: true }),
        technicianId: fc.option(fc.string()),
        class: fc.option(fc.string()),
        address: fc.option(fc.string()),
        status: fc.constantFrom('scheduled' as const, 'canceled' as const, 'completed' as const),
        sourceVersion: fc.integer({ min: 7 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(change, (each) => {
        const { fields } = mergeJob(stored, each);
        expect(mergeJob(fields, each)).toEqual({ outcome: 'unchanged', fields });
        expect(fields).toEqual({ ...stored, ...each });
      }),
    );
  });
});

describe('a new job', () => {
  test('names each field that it lacks', () => {
    try {
      newJob({ jobType: 'x' });
      throw new Error('it was taken');
    } catch (problem) {
      const { errors } = problem as { errors: { field: string }[] };
      expect(errors.map(({ field }) => field)).toEqual(['contactId', 'startsAt', 'timeZone']);
    }
  });

  test('is scheduled unless it says otherwise, and has nothing that was not said', () => {
    const { contactId, jobType, startsAt, timeZone } = stored;
    expect(newJob({ contactId, jobType, startsAt, timeZone })).toEqual({
      contactId,
      jobType,
      startsAt,
      timeZone,
      endsAt: null,
      technicianId: null,
      class: null,
      status: 'scheduled',
      address: null,
      series: null,
      sourceVersion: null,
    });
  });
});
