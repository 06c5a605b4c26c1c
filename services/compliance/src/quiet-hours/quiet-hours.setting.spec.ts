import { describe, expect, test } from '@jest/globals';
import type { SetQuietHours } from '@fieldline/contracts';
import { Problem } from '@fieldline/http';
import { QUIET_HOURS_PRESETS } from '@fieldline/rules';
import { chosenHours } from './quiet-hours.setting.js';

function faultsIn(command: SetQuietHours): string[] {
  try {
    chosenHours(command);
    return [];
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    expect(problem.code).toBe('invalid_request');
    return (problem.errors ?? []).map(({ field }) => field);
  }
}

describe('hours', () => {
  test.each(Object.entries(QUIET_HOURS_PRESETS))('by the name %s are its own', (preset, hours) => {
    const { from, to, sunday } = hours;
    expect(chosenHours({ preset })).toEqual({ preset, from, to, sunday });
  });

  test.each<[SetQuietHours, object]>([
    [
      { from: '08:00', to: '21:00' },
      { from: '08:00', to: '21:00', sunday: null },
    ],
    [
      { from: '00:00', to: '24:00', sunday: null },
      { from: '00:00', to: '24:00', sunday: null },
    ],
    [
      { from: '09:00', to: '10:00', sunday: { from: '12:00', to: '20:30' } },
      { from: '09:00', to: '10:00', sunday: { from: '12:00', to: '20:30' } },
    ],
  ])('of their own: %j', (command, hours) => {
    expect(chosenHours(command)).toEqual({ preset: null, ...hours });
  });

  test.each<[string, SetQuietHours, string[]]>([
    ['nothing', {}, ['from']],
    ['no end', { from: '08:00' }, ['to']],
    ['no beginning', { to: '20:00' }, ['from']],
    ['less than an hour', { from: '08:00', to: '08:59' }, ['to']],
    ['an end before the beginning', { from: '21:00', to: '08:00' }, ['to']],
    ['no time at all', { from: '24:00', to: '24:00' }, ['to']],
    ['an unknown name', { preset: 'US-CA' }, ['preset']],
    ['a name of every object', { preset: 'constructor' }, ['preset']],
    ['a name and hours', { preset: 'US-TX', from: '08:00' }, ['preset']],
    [
      'both days wrong',
      { from: '08:00', to: '08:30', sunday: { from: '12:00', to: '11:00' } },
      ['to', 'sunday.to'],
    ],
  ])('%s are refused', (_, command, fields) => {
    expect(faultsIn(command)).toEqual(fields);
  });
});
