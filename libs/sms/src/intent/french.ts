import { clause, ending, type IntentRule, oneOf, opening, rule, upTo, wholeWords } from './rule.js';

const PLURALS = oneOf(
  'messages(?: textes?)?|textos?|sms|rappels|alertes|notifications|avis par texto',
  'texts',
);
const NOUNS = oneOf(PLURALS, 'message');
/** An apostrophe is gone from what was `m'écrivez`, `n'envoyez`, `d'envoyer`. */
const WRITE = oneOf(
  'm?ecri(?:vez|re|s|ve)|nm?ecri(?:vez|s)|texte[rz]?|textez|contacte[rz]?|derange[rz]?',
  'achale[rz]?|message[rz]',
);
const SEND = oneOf('[nm]{0,2}envo(?:yez|yer|ie|ies)');
const TO_WRITE = oneOf(
  '[dm]{0,1}ecrire|texte[rz]|[dm]?envoyer|contacter|harceler|m?achaler|deranger',
  'messager|m?importuner|m?ennuyer',
);
const LIST = oneOf('listes?|base|contacts|systeme|dossiers?|repertoire', NOUNS);
const PHONE = oneOf('numero|telephone|cellulaire|cell|ligne|number|telefono');
const POLITE = oneOf('please|merci|ok|ca|tout|de suite|bonjour|maintenant|bon|la');
const VISIT = `(?:[dl]?${oneOf('attente|horaire|entretien|infolettre|agenda')}|${oneOf('rendez vous|visite|plan|contrat|courriels?|facture|garantie|forfait')})`;
/** "That" is the texts themselves when nothing is named after it. */
const NOTHING_NAMED = `(?= ${oneOf('\\|', 'please|merci|et|alors|arretez')})`;
/** Only at some hours, or if they need not. */
const IN_PART = [oneOf('avant|apres|jusqua|jusque|pendant|quand|sauf|besoin|oubliez')];
/** They ask or tell about texts that they would rather have. */
const MISSED = [
  'pourquoi',
  oneOf('narretez|narrete|ne cessez|ne arretez'),
  `avez vous ${upTo(1)}(?:arrete|cesse)`,
];

export const french: readonly IntentRule[] = [
  rule(
    'revocation',
    'never_text',
    [
      `(?:ne |n )?(?:me |m |nous )?${WRITE} (?:please )?(?:${oneOf('plus|pu|pus|jamais')})`,
      `ne (?:me |m |nous )?${WRITE} pas`,
      `(?:ne |n )?(?:me |m |nous )?${SEND} ${oneOf('plus|pu|pus|jamais|pas')} ${upTo(3)}${oneOf(NOUNS, 'rien')}`,
      `ne ${oneOf('plus|jamais|pas')} (?:jamais )?(?:me |m |nous )?${oneOf(TO_WRITE, 'mecrire|menvoyer')}`,
    ],
    [...IN_PART, ...MISSED],
  ),
  rule(
    'revocation',
    'stop_texting',
    [
      `${oneOf('arret|cess|stopp')}(?:ez|er|e|es|ons) ${upTo(1)}(?:de |d )?(?:me |m |nous )?${TO_WRITE}`,
      `${oneOf('arret|cess|stopp|finiss|suspend')}(?:ez|er|e|es|re) (?:${oneOf('avec|les|ces|vos|tes|tous|toute?s?|l|vos|denvoyer|de|cet?|ca')} ){0,3}${oneOf(PLURALS, 'communications?')}`,
      `stop (?:aux?|avec|les|vos|tes|ces) ${upTo(1)}${PLURALS}`,
      `ca suffit ${upTo(2)}${PLURALS}`,
    ],
    [...MISSED, oneOf('na pas|a arrete|ont arrete|ai arrete'), 'adresse (?:courriel|e ?mail)'],
  ),
  rule('revocation', 'stop_alone', [
    clause(
      `(?:${POLITE} ){0,3}${oneOf('stop|arret|arretez|cessez')}(?: ${oneOf(POLITE, 'stop')}){1,4}`,
    ),
    clause(`(?:${POLITE} ){1,3}${oneOf('stop|arret|arretez|cessez')}`),
    clause(`arretez(?: (?:ca|tout))?`),
  ]),
  rule(
    'revocation',
    'no_more_texts',
    [
      opening(
        `(?:${POLITE} ){0,3}(?:stop )?(?:please )?${oneOf('plus|pu|pus|pas|aucun')} (?:de |d |aucun )?(?:autres? )?${PLURALS}`,
      ),
      opening(`(?:${POLITE} ){0,3}plus (?:de |aucun )${NOUNS}`),
      `fin (?:des|aux|de vos) ${PLURALS}`,
    ],
    [oneOf('recu|recois|depuis|technicien|encore|toujours'), `du \\w+`],
  ),
  rule(
    'revocation',
    'wants_no_texts',
    [
      `(?:ne |n )?${oneOf('veux|veut|voulons|souhaite|souhaitons|desire|desirons|voudrais|j?aimerais|ai')} (?:plus|pu|pus|pas|jamais|ne plus|ne pas) ${upTo(5)}${PLURALS}`,
      `${oneOf('veux|veut|souhaite|desire|voudrais')} ${oneOf('plus|pu|pus|pas|ne plus')} (?:recevoir|en recevoir|etre contacte\\w*|que vous)`,
      `ne plus (?:jamais )?(?:en )?recevoir`,
      `${oneOf('veux|veut|souhaite|desire|voudrais')} ${oneOf('plus|pu|pus')} (?:jamais )?rien recevoir`,
      `suis jamais ${oneOf('inscrite?|abonnee?')}${NOTHING_NAMED}`,
      `suis ${oneOf('jamais|pas')} ${oneOf('inscrite?|abonnee?')} a ${oneOf('ca|cela|ceci|rien|votre liste|cette liste|(?:ces|vos) ' + PLURALS)}${NOTHING_NAMED}`,
      `(?:pour|comment) ${upTo(3)}(?:ne )?plus ${upTo(1)}recevoir`,
    ],
    [oneOf('manquer|perdre|recu|que vous passiez'), ...IN_PART],
  ),
  rule(
    'revocation',
    'remove_from_list',
    [
      `${oneOf('enlev|retir|ot|supprim|effac|ray|sort|efface|biff')}(?:ez|er|e|es|s) (?:moi|nous) ${upTo(1)}(?:de|des|du) ${upTo(2)}${LIST}`,
      `${oneOf('enlev|retir|ot|supprim|effac|ray|sort|oubli|perd|bloqu|efface')}(?:ez|er|e|es|s) ${oneOf('mon|ce|notre|le')} ${PHONE}`,
      `${oneOf('me|nous|')} ?m?(?:retirer|enlever|supprimer|oter|effacer|rayer)(?: moi)? ${upTo(1)}(?:de|des|du) ${upTo(2)}${LIST}`,
      ending(`${oneOf('enlev|retir|supprim|effac')}(?:ez|e) moi(?: (?:please|merci))?`),
    ],
    [VISIT],
  ),
  rule(
    'revocation',
    'unsubscribe',
    ['des+ ?abon+\\w*', 'desinscri\\w*', 'des inscri\\w*'],
    [VISIT, 'service'],
  ),
  rule(
    'revocation',
    'cancel_texts',
    [
      `${oneOf('annul|desactiv|suspend|coup')}(?:ez|er|e|re) (?:${oneOf('les|ces|vos|mes|tous|toutes|des')} ){0,3}${PLURALS}`,
    ],
    MISSED,
  ),
  rule('revocation', 'no_consent', [
    `${oneOf('retire|revoque|annule')} ${upTo(2)}${oneOf('consentement|accord|permission|autorisation')}`,
    `${oneOf('pas|jamais|sans|aucune?|plus')} ${upTo(3)}${oneOf('consentement|consenti|accord|permission|autorisation|autorise')} ${upTo(4)}${oneOf(TO_WRITE, NOUNS)}`,
  ]),
  rule('revocation', 'leave_alone', [
    `laiss(?:ez|e|er) (?:moi|nous) ${upTo(2)}(?:tranquilles?|en paix)`,
    `${oneOf('fichez|foutez|fous|fiche|sacrez|sacre')} (?:moi|nous) (?:la paix|patience|le camp)`,
    `lach(?:ez|e) (?:moi|nous) ${oneOf('avec|patience|please|la')}`,
    clause(`lach(?:ez|e) moi`),
    `${oneOf('allez|va')} (?:vous|te) faire`,
  ]),
  rule('revocation', 'threat', [
    `si ${upTo(3)}${oneOf('mecri\\w+|ecri\\w+|texte\\w*|contacte\\w*|menvo\\w+|envo\\w+|recois')} ${upTo(5)}${oneOf('plainte|avocat|police|poursui\\w+|bloque|signale|crtc')}`,
    `${oneOf('je vous|je te')} ${oneOf('bloque|signale|denonce')}`,
  ]),
  rule(
    'wrong_number',
    'wrong_number',
    [
      `${oneOf('mauvais|faux')} ${oneOf('numero|number')}`,
      'mauvaise personne',
      `pas (?:le bon|la bonne) ${oneOf('numero|personne')}(?! (?:sur|pour|de|dans|du))`,
      'erreur de (?:numero|personne)',
      `${oneOf('vous|tu')} ${upTo(3)}tromp\\w+ de ${oneOf('numero|personne')}`,
      `tromp\\w+ de ${oneOf('numero|personne')}`,
    ],
    [
      `numero (?:sur|pour|de|dans|du)`,
      oneOf('donne|compose|appele|inscrit|ecrit|maison|jai|je me suis'),
    ],
  ),
  rule(
    'wrong_number',
    'not_their_phone',
    [
      `${oneOf('ce nest|cest|nest|ceci nest|ce est')} (?:pas|plus|pu|pus) (?:le |mon )?${PHONE} (?:de|d|a)`,
      `${PHONE} (?:ne |n)?${oneOf('appartient|nappartient')} (?:plus|pas|pu)`,
      `(?:na|a) (?:plus|pu) ce ${PHONE}`,
      `(?:ne |n )?connais (?:pas|aucune?|personne) ${upTo(1)}\\w+`,
      `(?:il )?n?y ?a (?:pas|aucune?|plus) (?:de |d )?\\w+ ${oneOf('ici|a ce numero')}`,
      `(?:pas|plus) la personne (?:que|qui) ${upTo(1)}(?:vous|tu)`,
    ],
    [oneOf('votre adresse|la rue|le code')],
  ),
];

/** They texted the wrong number. */
export const frenchSelfCorrection = wholeWords([
  `je me suis trompee?`,
  `je (?:voulais|pensais) (?:ecrire|texter|envoyer|appeler)`,
]);
