import { clause, ending, type IntentRule, oneOf, rule, upTo, wholeWords } from './rule.js';

const NOUNS = oneOf(
  'mensajes?|mensajitos?|textos?|sms|recordatorios?|notificacion(?:es)?|alertas?',
  'avisos?|messages?|texts?',
);
/** To write, as an order: `escriban`. What isn't an order (`no me escribieron`) is a complaint. */
const WRITE = oneOf(
  'escriba[ns]?|contacte[ns]?|textee[ns]?|moleste[ns]?|busque[ns]?|chingue[ns]?',
  'fastidie[ns]?',
);
const SEND = oneOf('mande[ns]?|manda|envie[ns]?|envia|pase[ns]?|llegue[ns]?');
const TO_WRITE = oneOf(
  '(?:escribir|mandar|enviar|contactar|textear|molestar|acosar|fastidiar|joder)(?:me|nos|le)?',
  'mensajear(?:me|nos)?',
);
const PHONE = oneOf('numero|telefono|number|linea');
const LIST = oneOf('lista|sistema|base|registros?|contactos|directorio', NOUNS);
const POLITE = oneOf('please|favor|ya|gracias|porfavor|basta|no|les|dije|que|de una vez|hola|ok');
const SIGNED_UP = oneOf('su[bs]?scribi|inscribi|registre|apunte');
/** "These" are the texts themselves when nothing is named after them. */
const NOTHING_NAMED = `(?= ${oneOf('\\|', 'please|favor|gracias|ya|nunca|jamas|y', NOUNS)})`;
/** Only at some hours, or if they need not. */
const IN_PART = [oneOf('antes|despues|hasta|mientras|durante|cuando|si no|necesario|olvide[ns]?')];
const VISIT = oneOf(
  'agenda|espera|plan|cita|visita|servicio|membresia|contrato|factura|correo|garantia',
);

export const spanish: readonly IntentRule[] = [
  rule(
    'revocation',
    'never_text',
    [
      `(?:no|nunca|ni) (?:ya )?${oneOf('me|nos|le|les')} ${WRITE}`,
      `(?:ya no|nunca) ${WRITE}`,
      `no ${WRITE} (?:mas|nunca|a este|aqui|al)`,
      `no (?:me |nos )?vuelva[ns]? a ${TO_WRITE}`,
      `(?:favor|please) (?:de )?no ${TO_WRITE}`,
      `no ${oneOf('mandar|enviar')} mas`,
      `no (?:me )?${SEND} mas(?= \\|)`,
      `no (?:${oneOf('me|nos|le|ya')} ){0,2}${SEND} ${upTo(3)}${oneOf(NOUNS, 'nada|mas cosas')}`,
    ],
    [
      ...IN_PART,
      'por que',
      `${oneOf('moleste[ns]?|busque[ns]?|contacte[ns]?')} (?:al?|la|los|las|a mi|con)`,
      `el mensaje ${upTo(2)}con`,
    ],
  ),
  rule(
    'revocation',
    'stop_texting',
    [
      `${oneOf('deje[ns]?|dejen|deja|pare[ns]?|paren|para|cese[ns]?|parenle|parale|basta|dejar')} (?:ya )?(?:de |con |los |a )?(?:estar )?${upTo(1)}${TO_WRITE}`,
      `${oneOf('deje[ns]?|pare[ns]?|parenle|basta|alto|cese[ns]?|deja|stop|suficiente')} ${upTo(4)}(?:con|de|a) ${upTo(2)}${NOUNS}`,
      `dejar de recibir`,
      `que no me ${upTo(1)}${oneOf('escriban|manden|lleguen')}`,
    ],
    [
      'por que',
      `no ${oneOf('deje[ns]?|pare[ns]?')}`,
      'no quiero dejar',
      'recado',
      'deje(?:me|nme)? un',
    ],
  ),
  rule('revocation', 'stop_alone', [
    clause(
      `(?:${POLITE} ){0,4}${oneOf('alto|stop|no mas|ya no mas|ya basta|basta ya|paren|pare ya|paren ya|parenle')}(?: ${oneOf(POLITE, 'mas')}){0,4}`,
    ),
  ]),
  rule(
    'revocation',
    'no_more_texts',
    [
      `(?:no|ni) (?:un )?mas (?:de )?(?:${oneOf('estos|sus|los|esos')} )?${NOUNS}`,
      `no mas de ${oneOf('estos|esto|esos|eso')}${NOTHING_NAMED}`,
    ],
    [oneOf('llego|llegaron|llegado|recibi|recibido|hay|tengo')],
  ),
  rule(
    'revocation',
    'wants_no_texts',
    [
      `(?:no|nunca|jamas) ${upTo(2)}${oneOf('quiero|queremos|deseo|deseamos|quisiera|pedi|pedimos|solicite|autorizo|autorice', 'acepto|acepte|me interesan?')} ${upTo(5)}${NOUNS}`,
      `no ${upTo(1)}${oneOf('quiero|deseo|quisiera')} (?:mas )?(?:que me )?${oneOf('escriban|manden|contacten|recibir (?:nada|mas|esto|estos)')}`,
      `${oneOf('nunca|jamas')} me ${SIGNED_UP}${NOTHING_NAMED}`,
      `${oneOf('no|nunca|jamas')} me ${SIGNED_UP} ${oneOf('a|en|para')} ${oneOf('esto|estos|eso|nada|su lista|esta lista')}${NOTHING_NAMED}`,
      `(?:para|como|quiero) ${upTo(2)}no recibir ${upTo(3)}${NOUNS}`,
    ],
    [oneOf('perder|perderme|dejar'), ...IN_PART],
  ),
  rule(
    'revocation',
    'remove_from_list',
    [
      `${oneOf('quit|saqu|sac|borr|elimin|baj|remuev|retir|tach')}\\w{0,4}(?:me|nos) ${upTo(2)}(?:de|del) ${upTo(2)}${LIST}`,
      `${oneOf('quit|saqu|sac|borr|elimin|baj|remuev|retir|remov|olvid|bloque|pierda')}\\w{0,4} ${oneOf('mi|este|nuestro|el')} ${PHONE}`,
      ending(`${oneOf('quit|saqu|borr|elimin')}e[ns]?(?:me|nos)(?: (?:please|ya|gracias))?`),
      `me ${oneOf('quiten|quite|saquen|saque|borren|borre|eliminen|elimine')} de ${upTo(2)}${LIST}`,
    ],
    [VISIT, `no ${oneOf('pierda[ns]?|olvide[ns]?|borre[ns]?')}`],
  ),
  rule(
    'revocation',
    'unsubscribe',
    [
      `${oneOf('deme|denme|darme|dame|me doy|dennos|darnos|me den|me de|darse|dar')} (?:${oneOf('por|completamente')} )?de baja`,
      `${oneOf('cancel|anul|desactiv|quit|termin|suspend')}\\w{0,4} ${upTo(3)}${oneOf('mensajes|textos|sms|notificaciones|alertas|recordatorios|su[bs]?scripcion|messages', 'texts')}`,
      `desu?[bs]?scri\\w+`,
    ],
    [`dar de baja ${oneOf('el|la|mi|al')}`, VISIT, 'por que', 'no cancel\\w+'],
  ),
  rule('revocation', 'no_consent', [
    `${oneOf('retiro|revoco|cancelo|quito')} ${upTo(2)}${oneOf('consentimiento|permiso|autorizacion')}`,
    `${oneOf('no|nunca|jamas|sin')} ${upTo(3)}${oneOf('consentimiento|permiso|autorizacion|autorizo|autorice')} ${upTo(4)}${oneOf(TO_WRITE, NOUNS, 'manden|escriban|contacten|contactar\\w*')}`,
  ]),
  rule('revocation', 'leave_alone', [
    clause(`(?:${POLITE} )?no moleste[ns]?(?: mas)?(?: ${POLITE})?`),
    `${oneOf('dejadme|dejadnos|dejenme|dejeme|dejame|dejennos|dejenos|me dejen|me deje')} ${upTo(2)}(?:en paz|tranquil[oa])`,
    `${oneOf('vayanse|vete|vayase')} a la`,
  ]),
  rule('revocation', 'threat', [
    `si ${upTo(4)}${oneOf('escrib\\w+|mand\\w+|contact\\w+|molest\\w+|mensajes?')} ${upTo(5)}${oneOf('demand\\w+|denunci\\w+|abogado|policia|report\\w+|bloque\\w+')}`,
    `${oneOf('los|te|lo|les')} (?:voy a )?${oneOf('bloqueo|bloquear|bloquee|reporto|reporte|reportar')}`,
  ]),
  rule(
    'wrong_number',
    'wrong_number',
    [
      `${oneOf('numero|persona|number')} (?:es |esta )?(?:equivocad[oa]|incorrect[oa])`,
      `equivocad[oa] de ${oneOf('numero|persona')}`,
      clause(`(?:${oneOf('esta|estas|estan')} )?equivocad[oa]s?`),
      `${oneOf('se|te|os')} ${upTo(1)}${oneOf('equivoc|confund')}\\w+ (?:de|con el) ${oneOf('numero|persona|telefono')}`,
    ],
    [
      `equivocad[oa] ${oneOf('en|del|de la|para|por|es')}`,
      oneOf('di|puse|anote|casa|marque|direccion|me equivoque|mande'),
    ],
  ),
  rule('wrong_number', 'not_their_phone', [
    `(?:este|esta|ese) ${upTo(1)}(?:ya )?no es (?:mas )?(?:el |la )?${PHONE} de`,
    `no es (?:el )?${PHONE} ${oneOf('correcto|de (?:ella|el|esa)')}`,
    `no soy (?:esa|la) persona`,
    `(?:este|ese|el) ${PHONE} ya no ${oneOf('es|pertenece|le pertenece|corresponde')}`,
    `no conozco a (?:ningun[oa]?|nadie|esa persona)`,
    `${oneOf('no vive|no hay|no esta|no existe')} (?:aqui )?(?:ningun[oa]?|nadie)`,
    `aqui no (?:vive|hay|esta) ${upTo(1)}(?:ningun[oa]?|nadie|esa persona)`,
    `no soy (?:la persona|quien|el que|la que) ${upTo(2)}(?:busca\\w*|quiere\\w*|piensa\\w*|cree\\w*)`,
  ]),
];

/** They texted the wrong number. */
export const spanishSelfCorrection = wholeWords([
  'me equivoque',
  `iba a (?:escribir|mandar|enviar)\\w*`,
  `era para (?:mi|otr[oa])`,
]);
