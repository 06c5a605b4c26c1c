import { lookup } from 'node:dns/promises';
import { MailTrouble } from './mail-trouble.js';
import { isPrivateAddress } from './private-address.js';

const PATIENCE_MS = 5_000;

/**
 * An address of a mail server's host, the one to connect to: it isn't looked up again, since a name may
 * answer otherwise the second time. All its addresses are held to the rule, so that none slips through.
 * @throws MailTrouble smtp_unreachable, smtp_host_not_allowed
 */
export async function addressOf(host: string, isPrivateAllowed: boolean): Promise<string> {
  const addresses = await inTime(lookup(host, { all: true })).catch(() => []);
  const [first] = addresses;
  if (!first) throw new MailTrouble('smtp_unreachable', 'later');
  if (!isPrivateAllowed && addresses.some(({ address }) => isPrivateAddress(address)))
    throw new MailTrouble('smtp_host_not_allowed', 'failed');
  return first.address;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
