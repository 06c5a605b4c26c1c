import { isCallbackMac } from '@fieldline/contracts';
import { forbidden, type FormFields } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { GatewaySettings } from '../config.js';
import { TwilioAccounts } from '../twilio/twilio-accounts.js';
import { isSigned } from '../twilio/twilio-signature.js';
import { accountSidOf } from './callback.form.js';

export interface Callback {
  /** Path and query as they came. */
  readonly url: string;
  readonly mac: string;
  readonly signature: string | readonly string[] | undefined;
  readonly fields: FormFields;
}

const forged = () => forbidden('This callback is not from Twilio.');

/** A callback is believed when its address is one that we made, and Twilio signed what it says. */
@Injectable()
export class CallbackCheck {
  constructor(
    private readonly accounts: TwilioAccounts,
    private readonly settings: GatewaySettings,
  ) {}

  /**
   * @param parts what the address names, in the order in which it was made
   * @throws forbidden, invalid_request, service_unavailable
   */
  async check({ url, mac, signature, fields }: Callback, ...parts: string[]): Promise<void> {
    if (!isCallbackMac(mac, this.settings.callbackSecret, ...parts)) throw forged();
    if (typeof signature !== 'string') throw forged();
    const accountSid = accountSidOf(fields);
    const address = this.settings.publicBaseUrl.replace(/\/+$/, '') + url;
    const isGenuine = (token: string): boolean => isSigned(token, signature, address, fields);
    const token = await this.accounts.tokenOf(accountSid);
    if (token === undefined) throw forged();
    if (isGenuine(token)) return;
    const fresh = await this.accounts.refreshedTokenOf(accountSid);
    if (fresh !== undefined && isGenuine(fresh)) return;
    throw forged();
  }
}
