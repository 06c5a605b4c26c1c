/** What a customer may think they cancel; accents are folded away. */
export const nounOfVisit =
  '(?:visit|appointment|appt|booking|bookings|job|service|reservation|order|estimate|quote|meeting|technician|slot|contract|plan|delivery|install\\w*|cita|visita|servicio|reserva|trabajo|rendez[- ]?vous|rdv|visite|commande|soumission)s?\\b';

/** What somebody opts out of. */
export const nounOfText =
  '(?:texts?|texting|messages?|messaging|msgs?|sms|alerts?|reminders?|notifications?|updates?|notices?|communications?|mensajes?|textos?|avisos?|recordatorios?|textos?|rappels?|alertes?)\\b';

const ending =
  '(?:stop|end|quit|cancel|no more|not (?:want|receive|get)|no longer|don.?t want|receiv\\w*|getting|detener|parar|cesser|arreter|annuler|cancelar|no quiere)';

/** Says that the texts end. */
export const optingOut = new RegExp(
  String.raw`\bopt(?:ing)?[ -]?(?:out|you out|me out)\b|\bunsubscribe|\bbe removed\b|\bremoved? from\b|\bdesabonn|\bdesinscri|\bne plus recevoir|\bno recibir|\bdejar de recibir|\bdarse de baja|\b${ending}\b.*\b${nounOfText}|\bno more ${nounOfText}`,
  'iu',
);
