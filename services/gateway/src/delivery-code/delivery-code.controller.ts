import { DELIVERY_CODES, type DeliveryCodesView, UNKNOWN_CODE } from '@fieldline/contracts';
import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/allow.js';

/** What each code that stands on a failed text means, and what to do about it. */
@Controller('v1/delivery-codes')
export class DeliveryCodeController {
  @Get()
  @Allow('messages:read')
  list(): DeliveryCodesView {
    return { items: DELIVERY_CODES.slice(0, -1), otherwise: UNKNOWN_CODE };
  }
}
