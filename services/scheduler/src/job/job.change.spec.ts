import type { UpsertJob } from '@fieldline/contracts';
import { expect, test } from '@jest/globals';
import { readChange } from './job.change.js';

const faults = (command: UpsertJob): string[] =>
  readChange(command).faults.map(({ field }) => field);

test('an omitted field stays out, null stays null', () => {
  const { change } = readChange({
    startsAt: '2026-12-01T09:00:00-06:00',
    endsAt: null,
    class: null,
  });
  expect(change).toEqual({ startsAt: new Date('2026-12-01T15:00:00Z'), endsAt: null, class: null });
  expect(Object.keys(readChange({}).change)).toEqual([]);
});

test('a faulty field stays out, the others in', () => {
  const { change } = readChange({ contactId: 'C-1', startsAt: '2026-12-01', class: 'A' });
  expect(change).toEqual({ class: 'A' });
});

test('what a job must have can not be cleared', () => {
  const required = ['contactId', 'jobType', 'startsAt', 'timeZone', 'status'];
  expect(faults(Object.fromEntries(required.map((field) => [field, null])))).toEqual(required);
});

test.each([
  ['a time without its offset', { startsAt: '2026-12-01T15:00:00' }, 'startsAt'],
  ['a date', { startsAt: '2026-12-01' }, 'startsAt'],
  ['a start before 2000', { startsAt: '1999-12-31T23:59:59Z' }, 'startsAt'],
  ['an end in 2100', { endsAt: '2100-01-01T00:00:00Z' }, 'endsAt'],
  ['a contact by its bare external id', { contactId: 'C-1' }, 'contactId'],
  ['a blank job type', { jobType: ' ' }, 'jobType'],
  ['NUL', { address: 'a\0' }, 'address'],
  ['a version beyond what is exact', { sourceVersion: 2 ** 53 }, 'sourceVersion'],
])('%s is refused', (_, command, field) => {
  expect(faults(command)).toEqual([field]);
});
