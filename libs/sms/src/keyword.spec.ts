import { describe, expect, it } from '@jest/globals';
import { keywordOf } from './keyword.js';

describe('a keyword', () => {
  it.each([
    ['STOP', 'stop'],
    ['STOPALL', 'stop'],
    ['UNSUBSCRIBE', 'stop'],
    ['REVOKE', 'stop'],
    ['OPTOUT', 'stop'],
    ['START', 'start'],
    ['UNSTOP', 'start'],
    ['HELP', 'help'],
    ['INFO', 'help'],
  ])('%s is answered by Twilio, whatever its case and the white space around', (word, keyword) => {
    for (const body of [word, word.toLowerCase(), ` ${word}\r\n`]) {
      expect(keywordOf(body)).toEqual({ keyword, word, twilioAnswers: true });
    }
  });

  it.each(['CANCEL', 'END', 'QUIT'])('%s opts out and may mean the visit', (word) => {
    expect(keywordOf(word.toLowerCase())).toEqual({
      keyword: 'stop',
      word,
      twilioAnswers: true,
      mayMeanVisit: true,
    });
  });

  it('YES opts in, from somebody who has opted out', () => {
    expect(keywordOf('Yes')).toEqual({
      keyword: 'start',
      word: 'YES',
      twilioAnswers: true,
      needsOptedOut: true,
    });
  });

  it.each([
    ['Stop.', 'stop', 'STOP'],
    ['"stop"', 'stop', 'STOP'],
    ['STOP!!!', 'stop', 'STOP'],
    ['S T O P', 'stop', 'STOP'],
    ['stop all', 'stop', 'STOPALL'],
    ['Opt out', 'stop', 'OPTOUT'],
    ['opt-out', 'stop', 'OPTOUT'],
    ['stop\u200b', 'stop', 'STOP'],
    ['\u00a0stop', 'stop', 'STOP'],
    ['ＳＴＯＰ', 'stop', 'STOP'],
    ['ſtop', 'stop', 'STOP'],
    ['STÓP', 'stop', 'STOP'],
    ['stop 🛑', 'stop', 'STOP'],
    ['ARRET', 'stop', 'ARRET'],
    ['Arrêt', 'stop', 'ARRET'],
    ['ARRE\u0302T.', 'stop', 'ARRET'],
    ['Start!', 'start', 'START'],
    ['un-stop', 'start', 'UNSTOP'],
    ['help?', 'help', 'HELP'],
    ['help 🙏', 'help', 'HELP'],
    ['aide', 'help', 'AIDE'],
  ])('%j is one that Twilio does not know, so the reply is ours', (body, keyword, word) => {
    expect(keywordOf(body)).toEqual({ keyword, word, twilioAnswers: false });
  });

  it('keeps its flags in words that Twilio does not know', () => {
    expect(keywordOf('Cancel.')).toMatchObject({ mayMeanVisit: true, twilioAnswers: false });
    expect(keywordOf('Yes.')).toMatchObject({ needsOptedOut: true, twilioAnswers: false });
  });

  it.each([
    '',
    ' ',
    '...',
    'stop by at 5',
    'please stop',
    'don’t stop',
    'stopped',
    'STOP 2',
    'stop it',
    'yes please',
    'yes 👍',
    'start 🎉',
    'the end',
    'cancel my visit',
    'no',
    'constructor',
    '__proto__',
    '停',
  ])('%j is none', (body) => expect(keywordOf(body)).toBeUndefined());
});
