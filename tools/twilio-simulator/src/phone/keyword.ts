/** Words that Twilio answers itself on long codes: the whole text, whatever its case. */
export type Keyword = 'stop' | 'start' | 'help';

const WORDS: Readonly<Record<Keyword, readonly string[]>> = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT'],
  start: ['START', 'UNSTOP', 'YES'],
  help: ['HELP', 'INFO'],
};

const KEYWORDS = ['stop', 'start', 'help'] as const;

/** Twilio's standard texts. */
export const KEYWORD_REPLIES: Readonly<Record<Keyword, string>> = {
  stop: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  start:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  help: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};

export function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  return KEYWORDS.find((keyword) => WORDS[keyword].includes(word)) ?? null;
}
