import type { BundleView } from '@fieldline/contracts';
import { Controller, Get } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { bundlesAt } from './bundle.js';

@Controller('bundles')
export class BundleController {
  constructor(private readonly settings: BillingSettings) {}

  @Get()
  bundles(): { items: BundleView[] } {
    return { items: bundlesAt(this.settings.bundlePrices) };
  }
}
