import type { Principal, SetSmtp, SmtpSet, SmtpView } from '@fieldline/contracts';
import type { CallOptions } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';

/** The settings are tried before they are kept: a mail server may take its time. */
const TRIAL: CallOptions = { timeoutMs: 20_000 };

@Injectable()
export class SmtpClient {
  constructor(private readonly messaging: Messaging) {}

  get(caller: Principal): Promise<SmtpView> {
    return this.messaging.get('/smtp', caller);
  }

  set(caller: Principal, settings: SetSmtp): Promise<SmtpSet> {
    return this.messaging.put('/smtp', caller, settings, TRIAL);
  }

  remove(caller: Principal): Promise<void> {
    return this.messaging.delete('/smtp', caller);
  }
}
