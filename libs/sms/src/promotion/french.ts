import { anyOf, FIGURE, upTo } from './words.js';

const season =
  '(?:printemps|ete|automne|hiver|saison|noel|fin dannee|fin de saison|anniversaire|rentree|du mois|de la semaine|du jour|du vendredi fou)';
const offer = '(?:offres?|promotions?|promos?|rabais|soldes?|aubaines?|reductions?|remises?)';

export const frenchOffers = anyOf(
  `${FIGURE} de (?:rabais|reduction|remise|moins sur|reduc)`,
  `${FIGURE} de moins|moitie prix`,
  `(?:rabais|reductions?|remises?) (?:de |allant jusqua |jusqua )(?:plus de )?${FIGURE}`,
  `(?:economisez|epargnez) (?:jusqua |plus de )?${FIGURE}(?! (?:par|chaque) (?:mois|annee|an))`,
  `${offer} (?:speciales?|exclusi\\w+|limitee?s?|de lancement|prennent fin|prend fin|se termine\\w*|valables?|valides?|reservee?s? aux nouveaux)`,
  `${offer} (?:de |d |du |des |de l |pour les )?(?:l)?${season}|${offer} d(?:ete|automne|hiver|anniversaire)`,
  `(?:grande|mega|super|notre) (?:vente|liquidation)|vente (?:eclair|trottoir|entrepot|de ${season}|dete|dautomne|dhiver|de liquidation)`,
  `en (?:solde|promotion|promo|rabais|liquidation)`,
  `code (?:promo|promotionnel|rabais|de reduction)`,
  `(?:utilisez|presentez|montrez|mentionnez|obtenez|recevez|avec|voici) ${upTo(3)}(?:coupons?|bons? (?:de reduction|rabais))`,
  `(?:profitez|beneficiez|decouvrez) ${upTo(4)}(?:${offer}|prix|${FIGURE}|gratuit\\w*)`,
  `2 pour 1|deux pour un|(?:un|une|1|deux|2) achetee?s? ${upTo(2)}(?:gratuit\\w*|offerte?s?)|achetez (?:en )?(?:un|une|1|deux|2) ${upTo(3)}(?:gratuit\\w*|obtenez)`,
  `(?:gratuit\\w*|offerte?s?) (?:a lachat|avec (?:tout|toute|chaque|votre (?:premier|premiere|prochain|prochaine|achat)))`,
  `(?:referez|parrainez|recommandez nous a) (?:un|une|des|vos|votre) ${upTo(1)}(?:amis?|voisins?|proches?) ${upTo(5)}(?:obtenez|recevez|gagnez|${FIGURE})`,
  `(?:appelez|reservez|commandez|inscrivez vous|abonnez vous|ecrivez) ${upTo(2)}(?:des )?(?:aujourdhui|maintenant|cette semaine) (?:et|pour) ${upTo(4)}(?:economis\\w+|obten\\w+|recev\\w+|profit\\w+|gratuit\\w*|rabais|${FIGURE})`,
  `(?:pour une )?duree limitee|temps limite|jusqua epuisement|derniere chance (?:pour|de) (?:economiser|profiter)`,
  `ne manquez pas ${upTo(3)}(?:${offer}|vente)`,
  `(?:les )?(?:meilleurs prix|plus bas prix|prix les plus bas|prix imbattables?)`,
  `(?:courez la chance de|participez pour|a) gagner ${upTo(2)}(?:amount|carte cadeau|prix)|concours pour gagner`,
);

export const notOfferedInFrench = anyOf(
  `(?:votre|la|le|ma|cette) (?:facture|soumission|devis|recu|total|solde|depot|compte|estimation)(?! gratuite?)|(?:facture|soumission|devis) (?:est|de|ci jointe?|pour)`,
  `(?:ai|avons|a|est|ete) ${upTo(1)}(?:applique\\w*|deduit\\w*|enleve\\w*|accorde\\w*|retire\\w*)|appliquee?s?|inclus|comprend`,
  `comme (?:convenu|promis|demande|discute)|vous (?:avez|aviez) (?:demande|mentionne|pose)|a votre demande`,
  `pourboire|compteur|capteur|pression|humidite|taxes?`,
  `(?:nacceptons|navons|noffrons|ne faisons|nest|ne sont) pas|pas de|plus valable|expiree?s?|(?:est|sont) terminee?s?`,
  `(?:maison|terrain|propriete|camion)|si vous payez|remboursement|pouvons vous (?:faire|offrir|donner)`,
);
