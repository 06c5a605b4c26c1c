import { anyOf, FIGURE, upTo } from './words.js';

const season =
  '(?:spring|summer|fall|autumn|winter|holiday|christmas|thanksgiving|new year|easter)';
const event =
  '(?:black friday|cyber monday|labor day|memorial day|presidents day|fourth of july|end of (?:the )?(?:season|year|summer|month))';
const callTo =
  '(?:call|text|book|order|sign up|enroll|schedule|reply|act|shop|buy|join|click|visit us|stop by)';
const gain = `(?:save|get|receive|claim|earn|enjoy|lock in|free|${FIGURE}|special|discount)`;
const code = '(?:coupon|promo|promotional|discount|voucher)';

export const englishOffers = anyOf(
  `(?:${FIGURE}|half) off(?! (?:the (?:tip|mark|total|bill|invoice|price we)|target|spec|center|level|capacity|schedule|course|from|by|of|balance))`,
  `half price(?! of)`,
  `save (?:up to |an extra |an additional |as much as |over |at least |even )?(?:${FIGURE}(?! (?:a|per|each|every) (?:month|year|week))|big(?! (?:files|the)))`,
  `${FIGURE} (?:in )?savings`,
  `(?:use|mention|show|present|redeem|grab|claim|heres|here is|enjoy|download|clip|get|bring|with) ${upTo(3)}(?:coupons?|${code} codes?|vouchers?)`,
  `${code} codes? (?:is )?\\w*\\d\\w*`,
  `(?:use|enter) code ${upTo(4)}(?:to (?:save|get)|for (?:${FIGURE}|a discount|free)|at checkout|and (?:save|get))`,
  `(?:${season}|${event}|flash|annual|anniversary|clearance|blowout|huge|biggest|mega|storewide|warehouse|customer appreciation) (?:sales?|savings|deals?|promos?|promotions?|discounts?)(?! (?:tax|rep))`,
  `(?:${season}|${event}|neighborhood|new customer|tune up|limited) specials?(?! (?:order|permit))`,
  `(?:our|a|the) sale (?:ends|starts|is on|is here|runs|continues)`,
  `sale (?:ends|starts) (?:today|tonight|tomorrow|soon|this|on|in)`,
  `on sale (?:now|today|this (?:week|month|weekend)|until|through)`,
  `(?:special|limited time|exclusive|introductory|promotional|unbeatable|one day|amazing|unreal|hot) (?:offers?|deals?|savings|discounts?|promotions?|rates?)`,
  `(?:great|best|hottest) deals? (?:on|in|ever|this|today)`,
  `(?:big|huge|major|extra) (?:savings|discounts)|(?:running|offering|have) (?:a|our) ${upTo(1)}special on`,
  `sale of the (?:year|season|month|summer)|special (?:pricing|prices?) (?:on|through|until)|must go`,
  `get (?:a|your) free (?:estimate|quote|inspection|consultation) (?:today|now)`,
  `deals? of the (?:day|week|month|year|season)`,
  `(?:check out|dont miss|see|ask about|hurry in for|take advantage of) (?:out on )?(?:our|this|these|the) ${upTo(3)}(?:sales?|deals?|savings|offers?|specials?|discounts?|promotions?|promos?)`,
  `offer (?:ends|expires|is good|is valid|good|valid)`,
  `for a limited time|while supplies last|limited time only|this (?:week|month|weekend) only`,
  `${FIGURE} (?:\\w+ )?discounts?`,
  `(?:get|receive|enjoy|claim|offering|unlock) ${upTo(3)}discounts?`,
  `discounts? (?:on|for) (?:all|any|every|your next|your first|new customers|select|our)`,
  `(?:buy|purchase) (?:one|two|three|any|a|\\d) ${upTo(2)}(?:and )?get (?:one|two|a|the|\\d) ${upTo(2)}(?:free|half)|bogo`,
  `free ${upTo(3)}with (?:any|every|each|purchase|your (?:next|first|purchase|new)|a new)`,
  `(?:refer|recommend us to) (?:a|your|any|us to a) ${upTo(1)}(?:friends?|neighbors?|neighbours?|family) ${upTo(5)}(?:get|earn|receive|save|${FIGURE})`,
  `(?:earn|get) amount ${upTo(5)}(?:refer\\w*)`,
  `${callTo} ${upTo(3)}(?:today|now|this week|this month) (?:and|to|for) ${upTo(3)}${gain}`,
  `${callTo} ${upTo(3)}for (?:a|your|our) free (?:estimate|quote|inspection|consultation|trial|tune up|checkup|check up|assessment)`,
  `act now|act fast before|shop now|order now and|last chance (?:to (?:save|get)|for (?:${FIGURE}|our))`,
  `lowest prices?|prices? (?:slashed|dropped|you wont believe)|unbeatable prices?|as low as amount`,
  `(?:percent|zero interest|no interest|interest free) (?:apr |interest )?financing(?: (?:now|available|until|for|on|through))`,
  `(?:enter|chance|register|text \\w+) to win|giveaway|sweepstakes`,
  `(?:join|sign up for|enroll in) our ${upTo(3)}(?:plan|club|program|membership|list) (?:today|now|and (?:save|get))`,
  `new customers? (?:get|save|receive|enjoy|pay only)`,
);

/** What is said of a bill, of something they asked, of a measurement, or of goods that aren't ours. */
export const notOfferedInEnglish = anyOf(
  `(?:your|the|this|that|my) (?!(?:\\w+ )?free )${upTo(2)}(?:invoice|bill|receipt|quote|estimate|proposal|total|balance|deposit)`,
  `(?:invoice|quote|estimate|total|balance) (?:is|comes|came|of|attached|below|for)`,
  `applied|applies|(?:i|we|ill|well|can) apply|deducted|credited|already (?:includes?|took|got|have)`,
  `(?:i|we|they|he|she|ive|weve) (?:already |just )?(?:took|taken|knocked|gave|given|put|forgot)`,
  `as (?:discussed|promised|agreed|requested|quoted|you asked)|you (?:asked|wanted|mentioned|requested|told)|per your request|like you said|we (?:talked|spoke) about`,
  `your (?:plan|membership|warranty|contract) (?:gives|includes|covers|saves)`,
  `(?:the|a|your|our) tip|tipped`,
  `(?:gauge|readings?|sensor|meter|thermostat|measurements?|pressure|alignment|humidity|capacity|scale|battery|level|calibration) (?:is|was|are|were|reads|by|at|seems|looks|came)`,
  `(?:was|were|about|roughly) ${FIGURE} off`,
  `(?:yard|garage|estate|moving|rummage|bake|house|home|property|land|car|truck) sale|sale of (?:your|my|the (?!year|season|month|summer))|for sale|closing`,
  `(?:at|from) (?:home depot|lowes|the (?:hardware )?store|costco|walmart|amazon)`,
  `(?:we|i|they|it|that|this|which|coupons?|codes?|offers?|deals?|sales?|vouchers?) (?:dont|do not|doesnt|does not|cant|cannot|arent|are not|isnt|is not|no longer|didnt|wont|wasnt|was not)`,
  `(?:expired|over|ended) (?:already|last|yesterday)|(?:has|have) (?:expired|ended)|(?:sale|offer|promotion|coupon) (?:is over|ended|expired)`,
  `(?:i|we) can (?:do|take|give|knock|offer you|match)|if you pay|for paying|early payment|late fee|refund\\w*`,
  `(?:energy|electric\\w*|gas|water|power|heating|cooling) bills?`,
  `did (?:you|he|she|they) (?:get|use|apply|receive|mean)|(?:sales )?tax`,
  `(?:tell|remind|ask) (?:them|customers|the customers?)|crew meeting`,
);
