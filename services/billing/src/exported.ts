import { type ExportPlan, OUTBOX_LEFT_OUT } from '@fieldline/service';

/** What a business is given of what this service keeps of it. */
export const exported: ExportPlan = {
  tables: {
    account: {},
    hold: {},
    adjustment: {},
    lot: {},
    draw: {},
    entry: {},
    purchase: {},
    payment_event: {},
    purchase_dispute: {},
    refund: {},
    buyer: {},
    alert_threshold: {},
    alert: {},
    payment_method: {},
    recharge_rule: {},
    tie_out: {},
    tie_out_record: {},
    tie_out_finding: {},
    outside_refund: {},
    seal: {},
  },
  leftOut: {
    ...OUTBOX_LEFT_OUT,
    standing: 'Sums of the entries that are here.',
    test_checkout: 'Secret addresses of pages that take no money.',
  },
};
