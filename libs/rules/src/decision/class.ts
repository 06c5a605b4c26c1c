import type { SendFacts } from '../facts.js';
import { because, type Objection } from './because.js';
import type { Reason } from './decision.js';

/** Advertising needs express consent in writing, of employees too; for any other text consent is enough. */
export function classOf({ textClass, optIn }: SendFacts): Reason | Objection {
  if (textClass === 'conversational')
    return because('ctia.conversational', 'The text is conversational.');
  if (textClass === 'informational')
    return because('ctia.informational', 'The text is informational.');
  if (optIn?.basis === 'express' && optIn.written)
    return because('us.tcpa.written-consent', 'The text is promotional: they agreed in writing.');
  const sentence = 'The text is promotional: that needs their express consent in writing.';
  return {
    code: 'promotional_consent_required',
    because: because('us.tcpa.written-consent', sentence),
  };
}
