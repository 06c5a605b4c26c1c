import { type SendFacts, type Stop, STOPPED_BY_PROVIDER } from '../facts.js';
import { because, day, type Objection } from './because.js';

/** What they, or staff for them, said against being texted. */
export function objectionOf({ stop, staffOptOut, hold, optIn }: SendFacts): Objection | undefined {
  if (stop) {
    const sentence = `${howStopped(stop)} Only a START from their phone opts them in again.`;
    return {
      code: 'recipient_opted_out',
      because: because('us.tcpa.revocation', sentence),
      stop,
    };
  }
  if (staffOptOut && !(optIn && optIn.at > staffOptOut)) {
    const sentence = `Staff recorded on ${day(staffOptOut)} that they opted out.`;
    return {
      code: 'recipient_opted_out',
      because: because('us.tcpa.revocation', sentence),
      stop: { at: staffOptOut, word: 'staff' },
    };
  }
  if (!hold) return undefined;
  const sentence = `On ${day(hold.at)} they seem to have asked for no more texts. Release the hold, or opt them out.`;
  return { code: 'recipient_on_hold', because: because('own.hold', sentence), hold };
}

function howStopped({ word, at }: Stop): string {
  return word === STOPPED_BY_PROVIDER
    ? `Twilio refused a text on ${day(at)}: it has them as opted out.`
    : `They opted out by ${word} on ${day(at)}.`;
}
