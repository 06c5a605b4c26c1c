import { PHONE } from './english.words.js';
import { ending, type IntentRule, oneOf, opening, rule, upTo, wholeWords } from './rule.js';

export const englishWrongNumber: readonly IntentRule[] = [
  rule(
    'wrong_number',
    'wrong_number',
    [
      opening(`${upTo(4)}wrong ${upTo(1)}${oneOf('number|phone')}`),
      ending(
        opening(
          `${upTo(4)}wrong ${oneOf('person|guy|lady|man|woman|gal|dude|recipient|contact')}(?: ${oneOf('sorry|buddy|man|dude|please')})?`,
        ),
      ),
      `${oneOf('have|got|texted|texting|reached|messaged|messaging|contacting|dialed|its|is|at')} ${oneOf('the|a')} wrong ${upTo(1)}${oneOf('number|person|guy|lady|man|woman|recipient|phone')}`,
    ],
    [
      `number ${oneOf('on|of|in|at')} ${upTo(1)}\\w+`,
      `number for ${oneOf('the|my|our|your|his|billing|a')}`,
      oneOf('gave|give|called|put down|wrote|entered|typed|listed|sent|quoted|installed|ordered'),
      `i ${oneOf('texted|have|had|dialed|got|reached')}`,
      `${oneOf('part|model|serial|unit|house|account|order|invoice|lot')} number`,
    ],
  ),
  rule(
    'wrong_number',
    'not_their_phone',
    [
      `${oneOf('this|that|thats|it|its')} ${oneOf('isnt|is not|is no longer|aint|not|no longer|was not|wasnt')} (?!${oneOf('my|the|a|our|your|good')} )\\w+ ${upTo(1)}${PHONE}`,
      `not the right ${oneOf('person|guy|lady|number')}(?! (?:for|on|of))`,
      `incorrect ${oneOf('number|phone number|recipient')}(?! (?:for|on|of))`,
      `${oneOf('no longer|not|isnt|nobody|no \\w+|arent')} at this ${oneOf('number|phone number')}`,
      `${oneOf('doesnt|does not|no longer|dont|do not')} ${oneOf('have|has|own|owns|use|uses')} ${oneOf('this|that')} ${upTo(1)}${PHONE}`,
      `${PHONE} ${oneOf('no longer|doesnt|does not')} belongs?`,
      `${oneOf('no one|nobody|noone|no person|there is no|theres no|not anyone')} ${upTo(3)}${oneOf('by that name|with that name|by this name|named \\w+|at this (?:number|phone)', 'of that name')}`,
      `${oneOf('dont|do not')} know ${oneOf('any|anyone|anybody|a person|a')} ${upTo(1)}${oneOf('named|called|by that name')}`,
      `not ${oneOf('the person|who|the guy|the one|the lady|the man|whoever')} ${oneOf('you|youre|your')} (?:are )?${oneOf('looking|think|want|trying|searching|seek')}`,
      `(?:i )?just got this ${oneOf('number|phone number')}`,
      `${oneOf('had|have')} (?:had )?this ${oneOf('number|phone number')} (?:for|since)`,
      `who is \\w+ \\| this is my ${PHONE}`,
    ],
    ['i dont have this', 'dont have this number saved'],
  ),
];

/** They texted or called the wrong number. */
export const englishSelfCorrection = wholeWords([
  `meant ${oneOf('to|for')} ${upTo(1)}\\w+`,
  `${oneOf('wasnt|was not|not')} meant for you`,
]);
