import { type FormFields, Public } from '@fieldline/http';
import { inTrace } from '@fieldline/telemetry';
import { Controller, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Callback, CallbackCheck } from './callback.check.js';
import { TelephonyService } from './telephony.service.js';

type FormRequest = FastifyRequest<{ Body: FormFields }>;

/** Twilio's door. An answer without a body asks it for nothing more. */
@Controller('webhooks/twilio')
@Public()
export class TelephonyController {
  constructor(
    private readonly callbacks: CallbackCheck,
    private readonly telephony: TelephonyService,
  ) {}

  @Post('inbound/:tenantId/:mac')
  @HttpCode(204)
  async inbound(
    @Param('tenantId') tenantId: string,
    @Param('mac') mac: string,
    @Req() request: FormRequest,
  ): Promise<void> {
    await this.callbacks.check(callbackOf(request, mac), 'inbound', tenantId);
    await this.telephony.textArrived(tenantId, request.body);
  }

  @Post('status/:tenantId/:messageId/:mac')
  @HttpCode(204)
  async status(
    @Param('tenantId') tenantId: string,
    @Param('messageId') messageId: string,
    @Param('mac') mac: string,
    @Query('trace') trace: unknown,
    @Req() request: FormRequest,
  ): Promise<void> {
    await this.callbacks.check(callbackOf(request, mac), 'status', tenantId, messageId);
    const from = typeof trace === 'string' ? trace : undefined;
    await inTrace('Twilio reports a status', from, () =>
      this.telephony.statusReported(tenantId, messageId, request.body),
    );
  }
}

function callbackOf({ originalUrl, headers, body }: FormRequest, mac: string): Callback {
  return { url: originalUrl, mac, signature: headers['x-twilio-signature'], fields: body ?? {} };
}
