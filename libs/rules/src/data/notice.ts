import { RULES_VERSION } from '../rules-version.js';
import type { Source } from './rule.js';
import { RULES, type RuleId } from './rules.js';

export interface NoticeSection {
  readonly title: string;
  readonly text: string;
  readonly sources: readonly Source[];
}

const CAN_SPAM: Source = {
  title: 'CAN-SPAM Act: a compliance guide for business (FTC)',
  url: 'https://www.ftc.gov/business-guidance/resources/can-spam-act-compliance-guide-business',
};

/** The rules in plain words: what office staff read and acknowledge before their first text. */
export const RULES_NOTICE: {
  readonly version: string;
  readonly sections: readonly NoticeSection[];
} = {
  version: RULES_VERSION,
  sections: [
    {
      title: 'Whom to opt in is your responsibility',
      text: 'Your business decides whom it opts in, and answers for it: to customers, to carriers and in court. Opt in only people who have agreed, and note down when, how and in which words. This page is a summary, not legal advice.',
      sources: sourcesOf('us.tcpa.consent', 'ca.casl.consent'),
    },
    {
      title: 'Conversational: you answer somebody',
      text: 'A customer texts you first and you answer. No further consent is needed to answer by hand, for 30 days after their last text. It is not consent to reminders or advertising.',
      sources: sourcesOf('ctia.conversational'),
    },
    {
      title: 'Informational: reminders, notices, on my way',
      text: 'The customer must have agreed to such texts: by text, on a form or a website, or in words. That they gave you their number for the job counts in the United States, if you told them what you would text.',
      sources: sourcesOf('ctia.informational', 'us.tcpa.consent'),
    },
    {
      title: 'Promotional: offers, coupons, anything that sells',
      text: 'The customer must have agreed in writing, clearly and to advertising. Being a customer is not enough, nor is a word on the phone. You cannot make it a condition of a purchase. A reminder with an offer in it is promotional.',
      sources: sourcesOf('us.tcpa.written-consent', 'ctia.promotional'),
    },
    {
      title: 'Stop means stop',
      text: 'People may withdraw at any time and in any way that makes sense: STOP by text, on the phone, at the door. Record it at once. After STOP only a START from their own phone opts them in again. One text may confirm it; it may not sell anything.',
      sources: sourcesOf(
        'us.tcpa.revocation',
        'us.fcc.revocation-2025',
        'us.tcpa.confirmation',
        'us.tcpa.do-not-call',
        'ctia.opt-out',
      ),
    },
    {
      title: 'Hours',
      text: 'Advertising may go from 8 in the morning to 9 in the evening where the customer is; in Florida, Oklahoma, Washington and Maryland to 8, in Texas from 9, on Sundays from noon. Reminders wait for your quiet hours to end; what you send by hand outside of them asks you first.',
      sources: sourcesOf(
        'us.tcpa.hours',
        'us-fl.hours',
        'us-ok.hours',
        'us-tx.hours',
        'us-wa.hours',
        'us-md.hours',
      ),
    },
    {
      title: 'Canada',
      text: 'Under CASL every commercial text needs consent, says who you are, and can be unsubscribed from. Consent may be implied, by a purchase or contract for two years, by an inquiry for six months; after that only express consent counts.',
      sources: sourcesOf('ca.casl.consent', 'ca.casl.implied-consent'),
    },
    {
      title: 'E-mail to crews and customers',
      text: 'CAN-SPAM holds for commercial e-mail, also where a carrier turns it into a text: no false sender or subject, your postal address, a way to opt out, honoured within ten business days. Here e-mail carries job and customer information to your own people only.',
      sources: [CAN_SPAM],
    },
    {
      title: 'Registration',
      text: 'US carriers take texts only from registered businesses. Say in the form what you really send: texts of another kind may be blocked, and the number lost.',
      sources: sourcesOf('carrier.registration'),
    },
  ],
};

function sourcesOf(...ids: readonly RuleId[]): Source[] {
  return ids.map((id) => RULES.find((rule) => rule.id === id)!.source);
}
