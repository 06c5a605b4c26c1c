import type { Country } from '@fieldline/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import type { NumberSearch } from '../number/number.search.js';
import { inboundUrl } from './callback-url.js';
import { TwilioClient } from './twilio-client.js';

export interface BoughtNumber {
  readonly phoneNumber: string;
  readonly providerSid: string;
}

export interface NumberOrder {
  readonly accountSid: string;
  readonly tenantId: string;
  /** Ours: Twilio's name for the number, by which it is found again. */
  readonly numberId: string;
}

/** A number that Twilio is told about. */
export interface ToldNumber extends NumberOrder {
  readonly providerSid: string;
}

/** How many numbers of a search are tried, one after the other. */
const CANDIDATES = 10;
/** Twilio's "this number is not available". */
const NUMBER_UNAVAILABLE = 21422;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;

/** Accounts and numbers at Twilio, found again by our own ids in their friendly names. */
@Injectable()
export class TwilioNumbers {
  private readonly logger = new Logger(TwilioNumbers.name);

  constructor(
    private readonly client: TwilioClient,
    private readonly settings: MessagingSettings,
  ) {}

  async ensureAccount(tenantId: string, businessName: string): Promise<string> {
    const friendlyName = `${[...businessName].slice(0, 24).join('')} ${tenantId}`;
    const existing = await this.findAccount(tenantId);
    if (existing !== undefined) return existing;
    const account = await this.client.parent.api.v2010.accounts.create({ friendlyName });
    return account.sid;
  }

  async findAccount(tenantId: string): Promise<string | undefined> {
    const accounts = await this.client.parent.api.v2010.accounts.list({
      status: 'active',
      limit: 1_000,
    });
    return accounts.find((account) => account.friendlyName.endsWith(tenantId))?.sid;
  }

  async findNumber(accountSid: string, numberId: string): Promise<BoughtNumber | undefined> {
    const numbers = this.client.of(accountSid).incomingPhoneNumbers;
    const [found] = await numbers.list({ friendlyName: numberId, limit: 1 });
    return found && { phoneNumber: found.phoneNumber, providerSid: found.sid };
  }

  /** Undefined when this search finds none. */
  async buyNumber(
    { accountSid, tenantId, numberId }: NumberOrder,
    country: Country,
    search: NumberSearch['query'],
  ): Promise<BoughtNumber | undefined> {
    const client = this.client.of(accountSid);
    const found = await this.search(accountSid, country, search);
    for (const { phoneNumber } of found) {
      try {
        const bought = await client.incomingPhoneNumbers.create({
          phoneNumber,
          friendlyName: numberId,
          smsUrl: inboundUrl(this.settings, tenantId),
          smsMethod: 'POST',
        });
        return { phoneNumber: bought.phoneNumber, providerSid: bought.sid };
      } catch (error) {
        // A search reserves nothing: somebody else was faster.
        if (codeOf(error) !== NUMBER_UNAVAILABLE) throw error;
      }
    }
    return undefined;
  }

  /** Where its inbound texts go from now on. @throws whatever went wrong: tell it again later */
  async tellInboundUrl({ accountSid, tenantId, providerSid }: ToldNumber): Promise<void> {
    await this.client
      .of(accountSid)
      .incomingPhoneNumbers(providerSid)
      .update({ smsUrl: inboundUrl(this.settings, tenantId), smsMethod: 'POST' });
  }

  /** Gives a number back. What isn't there any more was given back before. */
  async releaseNumber(accountSid: string, numberId: string): Promise<void> {
    const numbers = this.client.of(accountSid).incomingPhoneNumbers;
    for (const { sid } of await numbers.list({ friendlyName: numberId })) {
      try {
        await numbers(sid).remove();
      } catch (error) {
        if (statusOf(error) !== NOT_FOUND) throw error;
      }
    }
  }

  /** Closes a business's account for good. One that is closed, or was taken away since, stays so. */
  async closeAccount(accountSid: string): Promise<void> {
    const account = this.client.parent.api.v2010.accounts(accountSid);
    try {
      const { status } = await account.fetch();
      if (status !== 'closed') await account.update({ status: 'closed' });
    } catch (error) {
      if (statusOf(error) !== NOT_FOUND) throw error;
    }
  }

  /** A place that Twilio can't make anything of has no numbers; that it doesn't answer is another thing. */
  private async search(
    accountSid: string,
    country: Country,
    search: NumberSearch['query'],
  ): Promise<{ phoneNumber: string }[]> {
    const { local } = this.client.of(accountSid).availablePhoneNumbers(country);
    try {
      return await local.list({ ...search, smsEnabled: true, limit: CANDIDATES });
    } catch (error) {
      if (statusOf(error) !== BAD_REQUEST && statusOf(error) !== NOT_FOUND) throw error;
      this.logger.warn(`Twilio knows no numbers by ${Object.keys(search).join(', ')}`);
      return [];
    }
  }
}

const statusOf = (error: unknown): unknown => (error as { status?: unknown }).status;
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
