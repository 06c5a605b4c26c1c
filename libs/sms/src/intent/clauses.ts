/** The longest text that comes in; what is longer is not read to its end. */
const READ_MAX = 1_600;
/** No word that means something here is longer. */
const WORD_MAX = 20;

const apostrophes = /['\u2018\u2019\u02bc\u2032\u00b4`*]/gu;
const invisible = /[\p{Mark}\p{Default_Ignorable_Code_Point}]+/gu;
const endsOfClauses = /[.!?;:,()"|\u00a1\u00bf\n\r\u2028\u2029]+/gu;
const notAWord = /[^a-z0-9|]+/g;
const drawnOut = /([a-z])\1{2,}/g;
const parted = / (don|didn|doesn|isn|aren|can|won|ain|wasn) t(?= )/g;
const politely = / (?:sil (?:vous|te) plait|por favor)(?= )/g;

/** How people spell on phones, and how they usually mistype. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    are: 'r',
    contact: 'contct conact',
    didnt: 'dint',
    dont: 'dnt dnot doont',
    'je veux': 'jveux jvx',
    'je ne': 'jne',
    mensaje: 'msj mjs mensage',
    mensajes: 'msjs mensages mensajitos',
    message: 'msg mesage messge',
    messages: 'msgs mesages messges',
    messaging: 'msging messging',
    number: 'nmbr numbr nber numer',
    please: 'pls plz plse pleas pleae svp stp porfa xfa xfavor porfavor',
    que: 'q k ke',
    remove: 'rmv remov remve',
    stop: 'stpo sotp stahp stawp stopp',
    telefono: 'cel celular tel tlf',
    text: 'txt tex',
    texted: 'txted',
    texting: 'txting txtin textin texing',
    texts: 'txts',
    thanks: 'thx thnx ty',
    with: 'w',
    wrong: 'wrng worng rong',
    you: 'u',
    your: 'ur',
  }).flatMap(([meant, typed]) => typed.split(' ').map((word) => [word, meant] as const)),
);

/**
 * A text as its clauses, in one line that rules read: ` | please stop | this is daves phone | `. Small
 * letters and figures of ASCII, one blank between words, a bar at the end of each clause. Apostrophes,
 * accents and what can't be seen are gone; words are spelled as in a dictionary, as far as we know them.
 */
export function clausesOf(body: string): string {
  const bare = body
    .slice(0, READ_MAX)
    .toLowerCase()
    .replace(apostrophes, '')
    .normalize('NFKD')
    .replace(invisible, '')
    .replace(endsOfClauses, ' | ')
    .replaceAll('#', ' number ')
    .replace(notAWord, ' ')
    .replace(drawnOut, '$1');
  const words = bare
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => SPELLINGS.get(word) ?? word.slice(0, WORD_MAX));
  return ` | ${words.join(' ')} | `.replace(parted, ' $1t').replace(politely, ' please');
}
