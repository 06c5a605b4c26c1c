import { TieOutBegun, TieOutFailed, TieOutPage } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { TieOutComparison } from './tie-out.comparison.js';
import { begin, fail, keepPage } from './tie-out.queries.js';

@Controller()
export class TieOutListener {
  constructor(
    private readonly database: Database,
    private readonly comparison: TieOutComparison,
    private readonly settings: BillingSettings,
  ) {}

  @OnEvent(TieOutBegun)
  begun({ payload }: Received<TieOutBegun>, { tx }: Delivery): Promise<void> {
    return begin(tx, payload);
  }

  @OnEvent(TieOutPage)
  async page({ payload }: Received<TieOutPage>, { tx }: Delivery): Promise<void> {
    await keepPage(tx, payload, this.settings.tieOutGraceSeconds);
    this.database.afterCommit(tx, () => this.comparison.wake());
  }

  @OnEvent(TieOutFailed)
  failed({ payload }: Received<TieOutFailed>, { tx }: Delivery): Promise<void> {
    return fail(tx, payload);
  }
}
