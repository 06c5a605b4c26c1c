import type { EmailRecord } from '@fieldline/contracts';

/** Carriers show it before the text. It names nobody. */
export const EMAIL_SUBJECT = 'Job';

const LINE_MAX = 200;

/** What such an e-mail says: the fields that are known, a line each, and nothing else. */
export function emailText(record: EmailRecord): string {
  const { customerName, customerPhone, address, jobType, date, time } = record;
  const when = [date, time].filter((part) => part !== null && part !== '').join(', ');
  return [customerName, customerPhone, address, jobType, when]
    .map((field) => oneLine(field ?? ''))
    .filter((line) => line !== '')
    .join('\n');
}

/** A field is one line, however it was entered: what looks like another field would be free text. */
function oneLine(text: string): string {
  const visible = text.toWellFormed().replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ');
  return visible.trim().slice(0, LINE_MAX).toWellFormed();
}
