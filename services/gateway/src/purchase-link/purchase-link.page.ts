import type { BundleView, PurchaseState } from '@fieldline/contracts';
import type { Problem } from '@fieldline/http';
import { dollars, html, type Html, NOTHING, page } from '../checkout/page.js';
import type { Offer } from './purchase-link.service.js';

const TITLE = 'Buy message segments';

/** The bundles with their prices, the smallest chosen at first. */
export function choicePage(token: string, offer: Offer, mistake?: string): string {
  const { businessName, bundles } = offer;
  return page(
    TITLE,
    html`
      ${mistake === undefined ? NOTHING : html`<p class="note" role="alert">${mistake}</p>`}
      <p>For ${businessName}. Taxes, if any, are added at the checkout.</p>
      <form class="wide" method="post" action="/purchase/${token}">
        <fieldset>
          <legend>Choose a bundle</legend>
          ${bundles.map(choice)}
        </fieldset>
        <button class="main">Go to the checkout</button>
      </form>
      <p>This page is good until ${clockOf(offer)}.</p>
    `,
  );
}

/** What was chosen is no checkout any more: paid, and perhaps given back since. */
export function paidPage(token: string, state: PurchaseState): string {
  return page(
    state === 'paid' ? 'It is paid' : 'This purchase is over',
    html`
      <p role="status">
        ${
          state === 'paid'
            ? 'The segments of this bundle are in the balance. You may close this page.'
            : 'Ask for a new address where you got this one.'
        }
      </p>
      ${back(token)}
    `,
  );
}

/** Nobody learns whether there ever was such an address. */
export function goneLinkPage(): string {
  return page(
    'This page is not there any more',
    html`<p>
      Such an address is good for an hour, and only for who may buy. Ask for a new one where you got
      it.
    </p>`,
  );
}

export function troublePage(token: string, { code, status, detail }: Problem): string {
  const isOurs = status >= 500 && code !== 'payments_not_configured';
  return page(
    "That didn't work",
    html`
      <p role="alert">${isOurs ? 'Nothing was bought. Try again in a moment.' : (detail ?? '')}</p>
      ${back(token)}
    `,
  );
}

function choice({ bundle, priceMicros, unitPriceMicros }: BundleView, place: number): Html {
  const cents = (unitPriceMicros / 10_000).toLocaleString('en-US', { maximumFractionDigits: 3 });
  const input =
    place === 0
      ? html`<input type="radio" name="bundle" value="${bundle}" required checked />`
      : html`<input type="radio" name="bundle" value="${bundle}" required />`;
  return html`<label>
    ${input}
    <span>${bundle.toLocaleString('en-US')} segments</span>
    <span class="price">${dollars(priceMicros)} (${cents}¢ each)</span>
  </label>`;
}

function back(token: string): Html {
  return html`<p><a href="/purchase/${token}">Back to the bundles</a></p>`;
}

function clockOf({ expiresAt, timeZone }: Offer): string {
  return expiresAt.toLocaleTimeString('en-US', {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}
