import { Problem, Public } from '@fieldline/http';
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CheckoutClient } from './checkout.client.js';
import { checkoutPage, leftPage, missingPage, thanksPage } from './checkout.page.js';
import { PAGE_HEADERS } from './page.js';

const TOKEN = /^[\w-]{43}$/;

/** Pages for a person with a browser: the test provider's checkout, and where Stripe sends people back to. */
@Controller('checkout')
@Public()
export class CheckoutController {
  constructor(private readonly checkouts: CheckoutClient) {}

  @Get('thanks')
  thanks(@Res() reply: FastifyReply): void {
    show(reply, thanksPage());
  }

  @Get('left')
  left(@Res() reply: FastifyReply): void {
    show(reply, leftPage());
  }

  @Get(':token')
  async checkout(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, token, async () =>
      show(reply, checkoutPage(token, await this.checkouts.show(token))),
    );
  }

  @Post(':token/pay')
  async pay(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, token, async () => {
      await this.checkouts.pay(token);
      back(reply, token);
    });
  }

  @Post(':token/cancel')
  async cancel(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, token, async () => {
      await this.checkouts.cancel(token);
      back(reply, token);
    });
  }

  /** A person gets a page even where there is none. */
  private async answer(
    reply: FastifyReply,
    token: string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      if (!TOKEN.test(token)) throw new Problem({ code: 'not_found', status: 404, detail: '' });
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      show(reply, missingPage(), 404);
    }
  }
}

function show(reply: FastifyReply, page: string, status = 200): void {
  void reply.code(status).headers(PAGE_HEADERS).send(page);
}

/** A reload of the page that follows repeats nothing. */
function back(reply: FastifyReply, token: string): void {
  void reply
    .code(303)
    .headers({ ...PAGE_HEADERS, location: `/checkout/${token}` })
    .send();
}
