import type { SetQuietHours, TextingWindowView } from '@fieldline/contracts';
import { type FieldError, invalidRequest } from '@fieldline/http';
import { QUIET_HOURS_PRESETS } from '@fieldline/rules';

/** Hours that somebody chose. */
export interface ChosenHours extends TextingWindowView {
  readonly preset: string | null;
  readonly sunday: TextingWindowView | null;
}

/** A shorter day is a typing error: nobody would be texted. */
const SHORTEST_MINUTES = 60;

const PRESETS = new Map(Object.entries(QUIET_HOURS_PRESETS));

/** @throws invalid_request naming each wrong field */
export function chosenHours({ preset, from, to, sunday }: SetQuietHours): ChosenHours {
  if (preset !== undefined) {
    const isAlone = from === undefined && to === undefined && !sunday;
    if (!isAlone) throw refused('preset', 'give preset, or from and to, not both');
    const known = PRESETS.get(preset);
    if (!known) throw refused('preset', `preset must be one of ${[...PRESETS.keys()].join(', ')}`);
    return { preset, from: known.from, to: known.to, sunday: known.sunday };
  }
  if (from === undefined || to === undefined)
    throw refused(from === undefined ? 'from' : 'to', 'give preset, or both from and to');
  const hours = { from, to };
  const faults = [...windowFaults(hours, ''), ...(sunday ? windowFaults(sunday, 'sunday.') : [])];
  if (faults.length > 0) throw invalidRequest(faults);
  return { preset: null, ...hours, sunday: sunday ? { from: sunday.from, to: sunday.to } : null };
}

function windowFaults({ from, to }: TextingWindowView, path: string): FieldError[] {
  if (minutesOf(to) - minutesOf(from) >= SHORTEST_MINUTES) return [];
  const message = `${path}to must be an hour or more after ${path}from, on the same day`;
  return [{ field: `${path}to`, message }];
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function refused(field: string, message: string): Error {
  return invalidRequest([{ field, message }]);
}
