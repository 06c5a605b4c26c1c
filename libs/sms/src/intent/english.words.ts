import { oneOf, upTo } from './rule.js';

export const PLURALS = oneOf(
  '(?:text )?messages|texts|sms|reminders|(?:text )?alerts|(?:text )?notifications',
  'communications?|text updates',
);
export const NOUNS = oneOf(PLURALS, 'text|message|texting|messaging');
/** What is sent, when it isn't worth a name. */
export const THESE = oneOf(NOUNS, 'these|this|them|those|crap|stuff|spam|anything');
export const TEXTING = oneOf(
  '(?:calling (?:and|or) )?texting|messaging|contacting|writing|smsing|pinging',
);
export const TO_TEXT = oneOf('text|message|contact|msg|sms|write(?: to)?|reach out to');
export const PHONE = oneOf('number|phone|cell|cellphone|mobile|line|landline');
export const ME = oneOf('me|us|my|our|this|here|at all|any ?more|again');
export const NEVER = oneOf('dont|do not|never|not to|cannot|cant');
export const LIST = oneOf(
  'lists?|system|database|db|contacts?|files?|records?|books|texting|messaging',
  PLURALS,
  'thing',
);
export const POLITE = oneOf(
  'please|thanks?|thank you|ok|okay|just|now|already|immediately|all|it|this|that|sir',
  'guys|yall|everyone|you|people|hi|hello|hey|no|yes|i|we|said|told|asked|to|must|need',
  'want|can|could|would|will|kindly|again|asap|the|hell|fucking|fing|damn',
);
/** Stopping, removing or leaving that has to do with the visit, not with texts. */
export const VISIT = oneOf(
  'schedule|calendar|appointments?|visits?|waiting list|wait ?list|cancel?lation list',
  'warranty|plan|membership|contract|e ?mails?|newsletter|invoice|bill',
);
/** They ask or tell about texts that they would rather have. */
export const MISSED = [
  oneOf('why|when') + ` ${upTo(3)}stop`,
  `did ${upTo(3)}stop`,
  oneOf('dont|didnt|doesnt|not|never|wont|non|bus') +
    ` (?:${oneOf('please|ever|you|want to|want you to|just|need to')} )?` +
    oneOf('stop|quit|cancel|end|lose|remove|delete'),
];
/** "These" are the texts themselves when nothing is named after them. */
export const NOTHING_NAMED = `(?= ${oneOf('\\|', 'please|thanks|thank you|stop|remove|ever|again|any ?more|ok|and|so|or|at all', 'crap|stuff|spam|shit|bs|nonsense|bullshit|list', NOUNS)})`;
/** Only at some hours, or not of this: no wish for no texts at all. */
export const IN_PART = [
  oneOf('before|until|till|after|unless|while|during|when|if') + ' (?!i )\\w+',
  'and drive',
];
