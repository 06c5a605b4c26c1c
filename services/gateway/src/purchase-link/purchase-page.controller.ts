import { type Bundle, BUNDLES } from '@fieldline/contracts';
import { Problem, Public } from '@fieldline/http';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { headersWith } from '../checkout/page.js';
import { choicePage, goneLinkPage, paidPage, troublePage } from './purchase-link.page.js';
import { PurchaseLinkService } from './purchase-link.service.js';

/** A form may lead on to Stripe's checkout: browsers hold redirects to the policy of the page with the form. */
const HEADERS = headersWith({ formAction: `'self' https://checkout.stripe.com` });

/** The page on which a person with a browser chooses a bundle. Its address is the right to buy there, and no cookie is. */
@Controller('purchase')
@Public()
export class PurchasePageController {
  constructor(private readonly links: PurchaseLinkService) {}

  @Get(':token')
  async page(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, token, async () =>
      show(reply, choicePage(token, await this.links.offer(token))),
    );
  }

  @Post(':token')
  async choose(
    @Param('token') token: string,
    @Body() form: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(reply, token, async () => {
      const bundle = bundleIn(form);
      if (bundle === undefined) {
        const again = choicePage(
          token,
          await this.links.offer(token),
          'Choose one of the bundles.',
        );
        return show(reply, again, 422);
      }
      const { state, checkoutUrl } = await this.links.buy(token, bundle);
      if (state !== 'pending' || checkoutUrl === null) return show(reply, paidPage(token, state));
      // A reload of what follows repeats nothing.
      void reply
        .code(303)
        .headers({ ...HEADERS, location: checkoutUrl })
        .send();
    });
  }

  /** A person gets a page whatever is wrong. */
  private async answer(
    reply: FastifyReply,
    token: string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status } = error;
      show(reply, status === 404 ? goneLinkPage() : troublePage(token, error), status);
    }
  }
}

function bundleIn(form: unknown): Bundle | undefined {
  const given: unknown = (form as { readonly bundle?: unknown } | null | undefined)?.bundle;
  return BUNDLES.find((bundle) => String(bundle) === given);
}

function show(reply: FastifyReply, page: string, status = 200): void {
  void reply.code(status).headers(HEADERS).send(page);
}
