import { englishWrongNumber } from './english.wrong-number.js';
import {
  PLURALS,
  THESE,
  TEXTING,
  TO_TEXT,
  PHONE,
  ME,
  NEVER,
  LIST,
  POLITE,
  VISIT,
  MISSED,
  IN_PART,
  NOTHING_NAMED,
} from './english.words.js';
import { clause, ending, type IntentRule, oneOf, opening, rule, upTo } from './rule.js';

export const english: readonly IntentRule[] = [
  rule(
    'revocation',
    'stop_texting',
    [
      `${oneOf('stop|quit|cease|discontinue|halt')} ${upTo(4)}${TEXTING}`,
      `${oneOf('stop|quit')} text ${oneOf('me|us')}`,
      `${oneOf('stop|quit|cease|discontinue')} ${oneOf('the|these|those|your|all|any|with|sending|further|future|me|us|out|it|to', 'communication|and|more|of|my|text|this|such')}(?: ${oneOf('the|these|those|your|all|any|with|me|us|this|such|text|of|more|further')}){0,3} ${THESE}`,
      `${oneOf('stop|quit|cease|discontinue')} ${oneOf(PLURALS, 'sending (?:me|us|to)')}`,
      `${oneOf('the|these|those|your|all')} ${upTo(1)}${PLURALS} ${oneOf('to|must|need to|have to|should|please')} ?(?:stop|end|cease)`,
      `make ${oneOf('these|the|those|your')} ${upTo(1)}${THESE} stop`,
      `${oneOf('stop|quit')} ${upTo(1)}${oneOf('bothering|harassing|bugging|annoying|spamming|pestering|hounding|stalking')}`,
      `${oneOf('stop|quit')} blowing up`,
    ],
    [...MISSED, 'and text', `stop ${oneOf('at|by|in')}`],
  ),
  rule(
    'revocation',
    'stop_alone',
    [
      clause(`(?:${POLITE} ){0,5}(?:stop|stopall|cease|quit it)(?: ${oneOf(POLITE, 'stop')}){0,4}`),
      opening(`(?:${POLITE} ){0,3}stop (?:${POLITE} ){0,2}or ${oneOf('i|ill|we|else')}`),
    ],
    [`${oneOf('can|could|will|would')} you stop (?:it|that|this)`, 'stop all this', ...MISSED],
  ),
  rule(
    'revocation',
    'never_text',
    [
      `${NEVER} (?:${oneOf('ever|even|please|you|dare|try to|keep|be')} ){0,2}${oneOf('text|message|contact|msg|sms|texting|messaging|contacting')} ${ME}`,
      ending(
        `${NEVER} (?:${oneOf('ever|please|you')} ){0,1}${oneOf('text|message|contact')}(?: ${oneOf('it|back|her|him|them|please|thanks')}){0,2}`,
      ),
      `${NEVER} (?:ever )?${oneOf('text|contact|message')} (?:her|him|them|it|my \\w+) ${oneOf('anymore|again|ever')}`,
      `${NEVER} (?:ever )?write ${oneOf('me|us|again|here|any ?more|back')}`,
      `${oneOf('not|arent|isnt|no longer')} ${oneOf('allowed|permitted|authorized|welcome')} to ${TO_TEXT}`,
      `no longer ${oneOf('text|contact|message')} ${ME}`,
      `${NEVER} call (?:me |us )?(?:or|and|nor) ${oneOf('text|message|contact')}`,
      `no (?:further|more|additional) ${oneOf('contact|communications?|correspondence')}`,
      `refrain from ${TEXTING}`,
    ],
    [
      ...IN_PART,
      `${oneOf('i|if i|we|he|she|they')} ${NEVER} ${TO_TEXT}`,
      `${oneOf('text|message')} (?:me|us) (?:the|a|your|his|back|that)`,
      'forget',
      'hesitate',
    ],
  ),
  rule(
    'revocation',
    'never_send',
    [
      `${oneOf('dont|do not|never|not to')} (?:${oneOf('ever|please|you')} ){0,1}send ${upTo(4)}${oneOf(PLURALS, 'texts?|anything|them|these')}`,
    ],
    [...IN_PART, 'forget', 'didnt send', 'if you'],
  ),
  rule(
    'revocation',
    'no_more_texts',
    [
      `no more (?:of )?(?:${oneOf('these|your|those|text|the|stupid|fucking|damn')} ){0,2}${oneOf(PLURALS, 'texting|messaging')}`,
      `no more ${oneOf('of these|of this|of those')}${NOTHING_NAMED}`,
      ending(
        `no (?:${oneOf('text|more')} )?${PLURALS}(?: ${oneOf('please|thanks|thank you|to|this|my', PHONE, 'here|ever|ok|at all')}){0,4}`,
      ),
      `enough ${upTo(1)}${oneOf('with|of')} ${oneOf('the|these|your|all the|all these')} ${upTo(1)}${THESE}`,
      `shut up with`,
    ],
    [
      oneOf('got|get|gotten|getting|receive|received|have|had|there|see|saw|yet|sent|came'),
      `from ${oneOf('the|him|her|them|tech|my|your')}`,
    ],
  ),
  rule(
    'revocation',
    'wants_no_texts',
    [
      `${oneOf('dont|do not|no longer|not|never|wouldnt|didnt|did not|rather|prefer')} ${upTo(2)}${oneOf('want|wish|like|care|receive|get|getting|receiving|agree|agreed|consent|consented', 'authorize|authorized|ask|asked|request|requested|sign up|signed up|subscribe', 'subscribed|interested in|need')} ${upTo(5)}${oneOf(PLURALS, 'texts?|be texted|texted|being texted|contacted|messaged|texting')}`,
      `${oneOf('dont|do not|no longer|never')} ${oneOf('want|wish|wanted')} ${upTo(3)}${oneOf('get|receive|hear|getting|receiving|hearing')} ${oneOf('these|this|them|those|from you|any of|anything')}`,
      `${oneOf('never|didnt|did not')} ${oneOf('sign|signed|subscribe|subscribed')} (?:up )?(?:for |to )${oneOf('this|these|that|it|any of (?:this|these|that)')}${NOTHING_NAMED}`,
      clause(`(?:${POLITE} )?(?:i )?never (?:subscribed|signed up)(?: for anything)?`),
      clause(`(?:${POLITE} )?who signed me up(?: for ${oneOf('this|these|that')})?`),
      `${oneOf('dont|do not')} want ${oneOf('any ?more of (?:these|those)', '(?:these|those) any ?more')}${NOTHING_NAMED}`,
      `no longer interested in ${oneOf('getting|receiving')} ${oneOf('these|those|them')}${NOTHING_NAMED}`,
    ],
    [
      oneOf('lose|miss|stop|your text|the text|your message|the message|my texts'),
      `${oneOf('dont|do not|didnt|did not|never|havent|not')} ${oneOf('get|got|receive|received|getting|receiving')}`,
      ...IN_PART,
    ],
  ),
  rule(
    'revocation',
    'remove_from_list',
    [
      `${oneOf('take|remove|get|drop|delete|scratch|pull|erase|block|cross|keep|strike|wipe')} ${upTo(1)}${oneOf('me|us', PHONE, 'my name')} ${upTo(3)}${oneOf('off|from|of|out')} ${upTo(4)}${LIST}`,
      ending(
        `${oneOf('take|get')} ${oneOf('me|us|my number|this number')} off(?: ${oneOf('please|now|this|it|thanks')}){0,2}`,
      ),
      ending(
        `${oneOf('remove|delete|block|unenroll')}(?: ${oneOf('me|us')})?(?: ${oneOf('please|now|thanks|asap|immediately|permanently')}){0,2}`,
      ),
      `${oneOf('remove|delete|erase|lose|forget|discard|drop')} ${oneOf('my|this|our')} ${upTo(2)}${oneOf(PHONE, 'info|information|contact')}`,
      `${oneOf('be|been|get|me|us')} ${oneOf('removed|deleted|taken off|taken|off')} ${upTo(2)}${oneOf('from|off|of|this|your')} ${upTo(4)}${LIST}`,
      `${oneOf('put|add|place')} ${upTo(3)}(?:on|to) ${upTo(2)}${oneOf('do not|dont|dnc|no|opt out|block')} ${upTo(1)}${oneOf('call|text|contact|list')}`,
    ],
    [
      ...MISSED,
      `did ${upTo(2)}${oneOf('lose|delete|drop|forget')}`,
      VISIT,
      oneOf('card|payment|billing|fee|charge|tree|unit|filter|old'),
    ],
  ),
  rule(
    'revocation',
    'unsubscribe',
    [`un ?su[bs]s?c?r?i?b?\\w*`, 'unenroll', 'un subscribe'],
    [VISIT, 'link', 'button', 'service plan'],
  ),
  rule(
    'revocation',
    'opt_out',
    [
      `${oneOf('opt|opts|opting|opted')} (?:${oneOf('me|us|my number|myself|this number')} )?out`,
      'optout',
      'opting out',
    ],
    [
      VISIT,
      `out of the ${upTo(2)}${oneOf('service|program|inspection|cleaning|upgrade|coverage|insurance|option')}`,
    ],
  ),
  rule(
    'revocation',
    'no_consent',
    [
      `${oneOf('revoke|withdraw|rescind|revoking|withdrawing|withdrew|revoked')} ${upTo(2)}${oneOf('consent|permission|authorization')}`,
      `${oneOf('dont|do not|never|didnt|did not|no|not|without')} ${upTo(3)}${oneOf('consent|permission|authorization|authorized')} ${upTo(3)}${oneOf(TO_TEXT, TEXTING, PLURALS, 'this number')}`,
    ],
    [oneOf('landlord|neighbou?r|enter|photos')],
  ),
  rule('revocation', 'leave_alone', [
    `leave ${oneOf('me|us|this number|my phone|my family')} ${upTo(2)}alone`,
    `${oneOf('fuck|fk|f|piss|bugger|sod')} off`,
    clause(`(?:${POLITE} ){0,2}${oneOf('go away|get lost|buzz off|back off')}`),
    opening(`go away and`),
    `go to hell`,
  ]),
  rule(
    'revocation',
    'cancel_texts',
    [
      `${oneOf('cancel|end|turn off|shut off|disable|deactivate|discontinue|switch off|suspend')} (?:${oneOf('the|these|those|all|your|my|any|future|further|text|of')} ){0,3}${PLURALS}`,
      `turn ${oneOf('these|the|those')} ${upTo(1)}${PLURALS} off`,
    ],
    MISSED,
  ),
  rule(
    'revocation',
    'threat',
    [
      `if you ${upTo(2)}${TO_TEXT} ${upTo(3)}${oneOf('again|one more time')} ${upTo(4)}${oneOf('sue|report|lawyer|attorney|police|fcc|block|complaint|court')}`,
      `${oneOf('text|message|contact')} ${oneOf('me|us|this number')} ${upTo(1)}${oneOf('again|one more time|once more')} and ${upTo(6)}${oneOf('sue|suing|report|reporting|lawyer|attorney|police|fcc|block|blocking|complaint', 'court')}`,
      `${oneOf('one more|another')} ${oneOf('text|message')} and`,
      `${oneOf('blocked|blocking|reported|reporting')} (?:you|this number|as spam|and (?:blocked|reported)|this as)`,
      `${oneOf('this is|reported as|reported for')} ${oneOf('spam|harassment')}`,
    ],
    ['not spam'],
  ),
  ...englishWrongNumber,
];
