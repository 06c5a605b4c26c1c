import type { CheckoutView, PurchaseState, ReceiptView } from '@fieldline/contracts';
import { dollars, html, type Html, NOTHING, page } from './page.js';

const TITLES: Readonly<Record<PurchaseState, string>> = {
  pending: 'Buy message segments',
  paid: 'Thank you, it is paid',
  canceled: 'Canceled',
  expired: 'This checkout is over',
  refunded: 'Refunded',
  disputed: 'The payment is disputed',
};

/** The test provider's checkout, in each of its states. */
export function checkoutPage(token: string, checkout: CheckoutView): string {
  const { state, receipt } = checkout;
  return page(
    TITLES[state],
    html`
      ${state === 'pending' ? offer(token, checkout) : NOTHING}
      ${
        state === 'canceled' || state === 'expired'
          ? html`<p role="status">Nothing was paid. You may close this page.</p>`
          : NOTHING
      }
      ${
        state === 'paid'
          ? html`<p role="status">The segments are in the balance. You may close this page.</p>`
          : NOTHING
      }
      ${receipt ? receiptTable(receipt) : NOTHING}
    `,
  );
}

/** Where Stripe sends people back to. Whether it is paid, its own message to us says. */
export function thanksPage(): string {
  return page(
    'Thank you',
    html`<p>
      The segments are added as soon as the payment is confirmed. You may close this page.
    </p>`,
  );
}

export function leftPage(): string {
  return page('Not paid', html`<p>You left the checkout. Nothing was paid.</p>`);
}

export function missingPage(): string {
  return page(
    'There is no such checkout',
    html`<p>Open the purchase again to get its address.</p>`,
  );
}

function offer(
  token: string,
  { businessName, bundle, priceMicros, savesMethod }: CheckoutView,
): Html {
  return html`
    <p class="note">This is a test checkout: no money moves, and no card is asked for.</p>
    ${savesMethod ? html`<p>A test card is saved for automatic purchases.</p>` : NOTHING}
    <table>
      <caption>
        For ${businessName}
      </caption>
      <tbody>
        <tr>
          <th scope="row">${bundle.toLocaleString('en-US')} message segments</th>
          <td>${dollars(priceMicros)}</td>
        </tr>
      </tbody>
    </table>
    <form method="post" action="/checkout/${token}/pay">
      <button class="main">Pay ${dollars(priceMicros)}</button>
    </form>
    <form method="post" action="/checkout/${token}/cancel"><button>Cancel</button></form>
  `;
}

function receiptTable(receipt: ReceiptView): Html {
  return html`
    <table>
      <caption>
        Receipt ${receipt.number}, ${receipt.date.slice(0, 10)}, for ${receipt.businessName}
      </caption>
      <tbody>
        ${receipt.lines.map((line) => row(line.description, line.amountMicros))}
        ${receipt.taxLines.map((line) => row(line.name, line.amountMicros))}
      </tbody>
      <tfoot>
        ${row('Total', receipt.totalMicros)}
      </tfoot>
    </table>
  `;
}

function row(name: string, amountMicros: number): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${dollars(amountMicros)}</td>
  </tr>`;
}
