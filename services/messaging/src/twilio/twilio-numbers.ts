import { callbackPath, type PurchaseNumber } from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { TwilioClient } from './twilio-client.js';

export interface BoughtNumber {
  readonly phoneNumber: string;
  readonly providerSid: string;
  readonly fallback: string | null;
}

/** How many numbers of a search are tried, one after the other. */
const CANDIDATES = 10;
/** Twilio's "this number is not available". */
const NUMBER_UNAVAILABLE = 21422;

/** A 5xx of ours loses a callback unless Twilio is told to come again. The fragment isn't sent or signed. */
export const CALLBACK_RETRIES = '#rc=3&rp=5xx,ct,rt';

/** Accounts and numbers at Twilio, found again by our own ids in their friendly names. */
@Injectable()
export class TwilioNumbers {
  constructor(
    private readonly client: TwilioClient,
    private readonly settings: MessagingSettings,
  ) {}

  async ensureAccount(tenantId: string, businessName: string): Promise<string> {
    const friendlyName = `${businessName.slice(0, 24)} ${tenantId}`;
    const accounts = await this.client.parent.api.v2010.accounts.list({
      status: 'active',
      limit: 1_000,
    });
    const existing = accounts.find((account) => account.friendlyName.endsWith(tenantId));
    const account =
      existing ?? (await this.client.parent.api.v2010.accounts.create({ friendlyName }));
    return account.sid;
  }

  async findNumber(accountSid: string, numberId: string): Promise<BoughtNumber | undefined> {
    const numbers = this.client.of(accountSid).incomingPhoneNumbers;
    const [found] = await numbers.list({ friendlyName: numberId, limit: 1 });
    return found && { phoneNumber: found.phoneNumber, providerSid: found.sid, fallback: null };
  }

  /** Undefined when none is left in the whole country. */
  async buyNumber(
    accountSid: string,
    tenantId: string,
    numberId: string,
    { country, areaCode }: PurchaseNumber,
  ): Promise<BoughtNumber | undefined> {
    const client = this.client.of(accountSid);
    const inbound = callbackPath.inbound(tenantId, this.settings.callbackSecret);
    const buyOne = async (code: string | undefined): Promise<BoughtNumber | undefined> => {
      const local = client.availablePhoneNumbers(country).local;
      const found = await local.list({
        ...(code === undefined ? {} : { areaCode: Number(code) }),
        smsEnabled: true,
        limit: CANDIDATES,
      });
      for (const { phoneNumber } of found) {
        try {
          const bought = await client.incomingPhoneNumbers.create({
            phoneNumber,
            friendlyName: numberId,
            smsUrl: `${this.settings.publicBaseUrl}${inbound}${CALLBACK_RETRIES}`,
            smsMethod: 'POST',
          });
          return { phoneNumber: bought.phoneNumber, providerSid: bought.sid, fallback: null };
        } catch (error) {
          // A search reserves nothing: somebody else was faster.
          if ((error as { code?: unknown }).code !== NUMBER_UNAVAILABLE) throw error;
        }
      }
      return undefined;
    };
    const wanted = await buyOne(areaCode);
    if (wanted || areaCode === undefined) return wanted;
    const other = await buyOne(undefined);
    return other && { ...other, fallback: `No number was left with area code ${areaCode}.` };
  }
}
