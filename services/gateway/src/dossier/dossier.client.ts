import type {
  ChargeEvidence,
  DossierView,
  Evidence,
  MessageEvidence,
  Principal,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Billing, Compliance, Messaging } from '../upstream/services.js';
import { toConsentQuery, toDossier } from './dossier.js';

/** A day of many rows is hashed for it. */
const PATIENT = { timeoutMs: 25_000 };

@Injectable()
export class DossierClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly billing: Billing,
    private readonly compliance: Compliance,
  ) {}

  /** @throws not_found; service_unavailable rather than a dossier without one of its parts */
  async get(caller: Principal, tenantId: string, messageId: string): Promise<DossierView> {
    const place = path`/evidence/messages/${messageId}`;
    const text = await this.messaging.get<MessageEvidence>(place, caller, {}, PATIENT);
    const [charge, consent] = await Promise.all([
      this.billing.get<ChargeEvidence>(place, caller, {}, PATIENT),
      this.compliance.get<Evidence>('/evidence/consents', caller, toConsentQuery(text), PATIENT),
    ]);
    return toDossier({ tenantId, text, charge, consent, madeAt: new Date() });
  }
}
