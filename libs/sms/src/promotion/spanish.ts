import { anyOf, FIGURE, upTo } from './words.js';

const season =
  '(?:primavera|verano|otono|invierno|temporada|navidad|fin de ano|aniversario|buen fin|hoy|la semana|mes)';
const offer = '(?:ofertas?|promocion(?:es)?|promos?|descuentos?|rebajas?|especial(?:es)?)';

export const spanishOffers = anyOf(
  `${FIGURE} (?:de )?(?:descuento|rebaja|menos en)`,
  `(?:descuentos?|rebajas?) (?:de |del |de hasta |hasta |desde )(?:el |un )?${FIGURE}`,
  `${offer} (?:exclusiv\\w+|limitad\\w+|de ${season}|del ${season}|por tiempo|validas?|terminan?|vencen?|para nuevos|para clientes nuevos)`,
  `(?:oferta|promocion|precio|descuento|tarifa)s? especial(?:es)?`,
  `por tiempo limitado|hasta agotar existencias|solo por (?:hoy|esta semana|este mes)`,
  `(?:gran|super|mega) (?:venta|oferta|promocion|liquidacion|rebaja)`,
  `venta (?:de liquidacion|especial|nocturna|de ${season})|grandes rebajas|liquidacion (?:total|de)`,
  `(?:use|usa|utilice|utiliza|presente|presenta|muestre|muestra|canjee|canjea|con|reciba|obtenga) ${upTo(3)}cupon(?:es)?`,
  `codigo (?:promocional|de descuento|promo)`,
  `ahorr(?:a|e|en|ate|ese) (?:hasta |un |mas de )?(?:el )?${FIGURE}(?! (?:al|por|cada) (?:mes|ano))`,
  `(?:2|dos) por (?:1|uno)|2x1|3x2`,
  `compr(?:a|e) (?:uno|una|1|dos|2) (?:y )?(?:llev\\w+|recib\\w+|obten\\w+)`,
  `aprovech(?:a|e|en) ${upTo(3)}(?:${offer}|precios?)`,
  `refier(?:a|e) (?:a )?(?:un|una|sus|tus|su) ${upTo(1)}(?:amig\\w+|vecin\\w+|familiar\\w*) ${upTo(5)}(?:recib\\w+|gan\\w+|obten\\w+|${FIGURE})`,
  `gratis (?:con (?:su|tu|cualquier|cada|la compra)|en su (?:primera|proxima)|al (?:contratar|comprar))`,
  `(?:llam|reserv|agend|orden|suscrib)\\w+ (?:hoy|ahora|ya|esta semana)(?: mismo)? (?:y|para) ${upTo(3)}(?:ahorr\\w+|recib\\w+|obten\\w+|gan\\w+|descuentos?|gratis|${FIGURE})`,
  `no (?:se|te) (?:la|lo|las|los) pierdas?|no (?:se )?pierdas? (?:esta|nuestra|la|estas|nuestras) ${upTo(2)}${offer}`,
  `(?:los )?(?:mejores precios|precios mas bajos)|meses sin intereses`,
  `ultimos dias (?:de|para)|participe (?:en el sorteo|para ganar)|sorteo`,
);

export const notOfferedInSpanish = anyOf(
  `(?:su|tu|la|el) (?:factura|recibo|cotizacion|presupuesto|cuenta|total|saldo|deposito)|(?:factura|cotizacion|presupuesto) (?:adjunt\\w+|por|de|es)`,
  `(?:le|te|ya|se) ${upTo(1)}(?:aplic\\w+|descont\\w+|hic\\w+|di|dimos|quit\\w+)|aplicad\\w+|incluye|incluido`,
  `como (?:acordamos|quedamos|pidio|hablamos|prometi\\w+)|usted (?:pidio|pregunto|menciono)|que (?:pidio|me pidio)`,
  `propina|medidor|sensor|presion|humedad|impuestos?`,
  `no (?:aceptamos|tenemos|hay|damos|podemos|ofrecemos|aplica)|(?:ya )?(?:vencio|termino|expiro)`,
  `(?:casa|terreno|propiedad|camioneta)|si paga|por pagar|pronto pago|reembolso|podemos (?:hacerle|darle|ofrecerle)`,
);
