import { isCallbackMac } from '@fieldline/contracts';
import { forbidden, type FormFields } from '@fieldline/http';
import { isBodySigned, isSigned } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { GatewaySettings } from '../config.js';
import { TwilioAccounts } from '../twilio/twilio-accounts.js';
import { accountSidOf } from './callback.form.js';

interface Signed {
  /** Path and query as they came. */
  readonly url: string;
  readonly mac: string;
  readonly signature: string | readonly string[] | undefined;
}

export interface Callback extends Signed {
  readonly fields: FormFields;
}

export interface BodyCallback extends Signed {
  /** As it came: the hash in the address covers every byte. */
  readonly body: string;
  readonly accountSid: string;
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
  async check(callback: Callback, ...parts: string[]): Promise<void> {
    const signature = this.signatureOf(callback, parts);
    const { fields } = callback;
    const address = this.addressOf(callback);
    await this.believe(accountSidOf(fields), (token) =>
      isSigned(token, signature, address, fields),
    );
  }

  /** Whether the address is one that we made: the first look, before a body is read. @throws forbidden */
  checkAddress(mac: string, ...parts: string[]): void {
    if (!isCallbackMac(mac, this.settings.callbackSecret, ...parts)) throw forged();
  }

  /** As `check`, of a callback whose body is signed as a whole. @throws forbidden, service_unavailable */
  async checkBody(callback: BodyCallback, ...parts: string[]): Promise<void> {
    const signature = this.signatureOf(callback, parts);
    const address = this.addressOf(callback);
    await this.believe(callback.accountSid, (token) =>
      isBodySigned(token, signature, address, callback.body),
    );
  }

  private signatureOf({ mac, signature }: Signed, parts: readonly string[]): string {
    this.checkAddress(mac, ...parts);
    if (typeof signature !== 'string') throw forged();
    return signature;
  }

  private addressOf({ url }: Signed): string {
    return this.settings.publicBaseUrl.replace(/\/+$/, '') + url;
  }

  private async believe(accountSid: string, isGenuine: (token: string) => boolean): Promise<void> {
    const token = await this.accounts.tokenOf(accountSid);
    if (token === undefined) throw forged();
    if (isGenuine(token)) return;
    const fresh = await this.accounts.refreshedTokenOf(accountSid);
    if (fresh !== undefined && isGenuine(fresh)) return;
    throw forged();
  }
}
