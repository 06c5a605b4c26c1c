/** A carrier's e-mail-to-text gateway. */
export interface Carrier {
  readonly name: string;
  /** Texts only; what is longer than one may be cut. */
  readonly smsDomain: string | null;
  /** Takes longer texts too, and so is preferred. */
  readonly mmsDomain: string | null;
  /** The first day (yyyy-mm-dd) on which it takes none any more, where its end is announced. */
  readonly endsOn: string | null;
}

/**
 * The carriers of the United States and Canada and their gateways. Ends as the carriers announced them:
 * T-Mobile, and Sprint with it, in December 2024; AT&T 2025-06-17; Verizon 2027-03-31.
 */
export const carriers: readonly Carrier[] = [
  carrier('AT&T', 'txt.att.net', 'mms.att.net', '2025-06-17'),
  carrier('Boost Mobile', 'sms.myboostmobile.com', 'myboostmobile.com'),
  carrier('Cellular One', null, null),
  carrier('Comcast', null, null),
  carrier('Consumer Cellular', 'mailmymobile.net', null),
  carrier('Cricket Wireless', 'sms.mycricket.com', 'mms.cricketwireless.net'),
  carrier('C-Spire', 'cspire1.com', null),
  carrier('Google Fi', 'msg.fi.google.com', 'msg.fi.google.com'),
  carrier('Metro PCS', 'mymetropcs.com', 'mymetropcs.com'),
  carrier('Republic Wireless', 'text.republicwireless.com', null),
  carrier('Sprint', 'messaging.sprintpcs.com', 'pm.sprint.com', '2024-12-01'),
  carrier('T-Mobile', 'tmomail.net', 'tmomail.net', '2024-12-01'),
  carrier('Tracfone', null, 'mmst5.tracfone.com'),
  carrier('U.S. Cellular', 'email.uscc.net', 'mms.uscc.net'),
  carrier('Verizon', 'vtext.com', 'vzwpix.com', '2027-03-31'),
  carrier('Virgin Mobile (US)', 'vmobl.com', 'vmpix.com'),
  carrier('Bell Canada', 'txt.bell.ca', null),
  carrier('Chatr', null, null),
  carrier('Fido Solutions', 'sms.fido.ca', null),
  carrier('Koodo', 'msg.koodomobile.com', null),
  carrier('MTS', 'text.mts.net', null),
  carrier('Rogers', 'pcs.rogers.com', null),
  carrier('Sasktel', 'sms.sasktel.com', null),
  carrier('Telus', 'msg.telus.com', null),
  carrier('Virgin Mobile (Canada)', 'vmobile.ca', null),
  carrier('WIND', 'txt.windmobile.ca', null),
];

function carrier(
  name: string,
  smsDomain: string | null,
  mmsDomain: string | null,
  endsOn: string | null = null,
): Carrier {
  return { name, smsDomain, mmsDomain, endsOn };
}
