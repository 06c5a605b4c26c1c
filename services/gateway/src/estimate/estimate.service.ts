import type { EstimateBody, Principal, TextPreview, TextRefusal } from '@fieldline/contracts';
import type { Problem } from '@fieldline/http';
import {
  codesMeantIn,
  type Estimate,
  estimate,
  looksPromotional,
  textClassRequired,
} from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import type { Access } from '../access/access.js';
import { SendingGate } from '../access/sending-gate.js';
import { BalanceClient } from '../balance/balance.client.js';
import { contextOf } from '../field-code/field-code.context.js';
import { contextMissing } from '../field-code/field-code.errors.js';
import { FieldCodeService, type ReadText } from '../field-code/field-code.service.js';
import { MessageClient } from '../message/message.client.js';

export interface TextEstimate extends Estimate {
  /** As it would leave, where that may be something else than was written. */
  body?: string;
  /** All that sending it now would be refused for, as far as is known without an addressee. */
  refusals: TextRefusal[];
}

/** What a text would cost, and whether it could be sent; nothing is sent, held or kept for it. */
@Injectable()
export class EstimateService {
  constructor(
    private readonly balances: BalanceClient,
    private readonly fieldCodes: FieldCodeService,
    private readonly messages: MessageClient,
    private readonly gate: SendingGate,
  ) {}

  /** @throws as `FieldCodeService.read`, empty_field_code; not_found, invalid_number of whom it is for */
  async estimate(
    caller: Principal,
    tenantId: string,
    access: Access,
    text: EstimateBody,
  ): Promise<TextEstimate> {
    const { unitPriceMicros } = await this.balances.balance(caller);
    const gate = await this.gate.refusals(access);
    const hasCodes = contextOf(text) !== undefined;
    const read = hasCodes ? await this.fieldCodes.read(caller, tenantId, text) : undefined;
    const filled = read ? await read.body() : text.body;
    const preview = await this.preview(caller, text, filled, read);
    const { refusal: ofBody, ...quoted } = estimate(preview?.body ?? filled, unitPriceMicros);
    // A business may well be called "Discount Plumbing": what introduces it is none of the text's words.
    const needsClass = text.class === undefined && looksPromotional(filled);
    const refusal = ofBody ?? (needsClass ? textClassRequired : undefined);
    const unfilled = text.to !== undefined && !hasCodes ? [...codesMeantIn(text.body)] : [];
    const refusals: TextRefusal[] = [
      ...gate.map(toRefusal),
      ...(unfilled.length > 0 ? [toRefusal(contextMissing(unfilled))] : []),
      ...(ofBody ? [{ ...ofBody }] : []),
      ...(preview?.refusals ?? []),
      ...(needsClass ? [textClassRequired] : []),
    ];
    return {
      ...quoted,
      ...(refusal && { refusal }),
      refusals: refusals.filter(isFirst),
      ...((read || preview) && { body: preview?.body ?? filled }),
    };
  }

  /** Undefined for a text that is for nobody yet. */
  private async preview(
    caller: Principal,
    text: EstimateBody,
    body: string,
    { job, aboutContactId }: Partial<ReadText> = {},
  ): Promise<TextPreview | undefined> {
    const { to, contactId, sendAt, confirmQuietHours, confirmContext, class: textClass } = text;
    if (to === undefined && contactId === undefined) return undefined;
    const addressee = { to, contactId };
    const rules = { sendAt, confirmQuietHours, confirmContext, textClass };
    return this.messages.preview(caller, { body, ...addressee, ...rules, job, aboutContactId });
  }
}

/** Messaging may say again what was seen here. */
function isFirst({ code }: TextRefusal, index: number, all: readonly TextRefusal[]): boolean {
  return all.findIndex((each) => each.code === code) === index;
}

function toRefusal({ code, detail, extras }: Problem): TextRefusal {
  return { ...extras, code, detail };
}
