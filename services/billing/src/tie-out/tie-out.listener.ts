import { TieOutBegun, TieOutFailed, TieOutPage } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { begin, fail, keepPage } from './tie-out.queries.js';

@Controller()
export class TieOutListener {
  constructor(private readonly settings: BillingSettings) {}

  @OnEvent(TieOutBegun)
  begun({ payload }: Received<TieOutBegun>, { tx }: Delivery): Promise<void> {
    return begin(tx, payload);
  }

  @OnEvent(TieOutPage)
  page({ payload }: Received<TieOutPage>, { tx }: Delivery): Promise<void> {
    return keepPage(tx, payload, this.settings.tieOutGraceSeconds);
  }

  @OnEvent(TieOutFailed)
  failed({ payload }: Received<TieOutFailed>, { tx }: Delivery): Promise<void> {
    return fail(tx, payload);
  }
}
