import type { FieldCodeView } from '@fieldline/contracts';
import { fieldCodes } from '@fieldline/sms';
import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/allow.js';

@Controller('v1/field-codes')
export class FieldCodeController {
  @Get()
  @Allow('conversations:read')
  list(): { items: readonly FieldCodeView[] } {
    return { items: fieldCodes };
  }
}
