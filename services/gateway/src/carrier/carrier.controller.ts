import type { CarrierView } from '@fieldline/contracts';
import { carriers, gatewayOn } from '@fieldline/sms';
import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/allow.js';

@Controller('v1/carriers')
export class CarrierController {
  /** The carriers whose customers e-mail can reach, or could once, as it stands today. */
  @Get()
  @Allow('employees:read')
  list(): { items: CarrierView[] } {
    const today = new Date().toISOString().slice(0, 10);
    return { items: carriers.map((carrier) => ({ ...carrier, ...gatewayOn(today, carrier) })) };
  }
}
