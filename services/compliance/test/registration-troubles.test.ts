import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { form } from './forms.js';
import { RunningCompliance } from './running-compliance.js';

let running: RunningCompliance;
beforeAll(async () => {
  running = await RunningCompliance.start();
  running.hearNews();
}, 60_000);
afterAll(() => running.stop());

/** What of a registration Twilio makes, each once. */
const MADE_ONCE = {
  '/v1/EndUsers': 3,
  '/v1/SupportingDocuments': 1,
  '/v1/CustomerProfiles': 1,
  '/v1/CustomerProfiles/*/EntityAssignments': 4,
  '/v1/TrustProducts': 1,
  '/v1/TrustProducts/*/EntityAssignments': 2,
  '/v1/Sinks': 1,
  '/v1/Subscriptions': 1,
  '/v1/a2p/BrandRegistrations': 1,
  '/v1/Services': 1,
  '/v1/Services/*/Compliance/Usa2p': 1,
  '/v1/Services/*/PhoneNumbers': 1,
};

/** Everything that the saga asks Twilio for, one after the other, in an account without trouble. */
async function sagaRequests(): Promise<number> {
  const { tenantId, accountSid } = await running.business();
  await running.submit(tenantId, form());
  const intake = running.proxy.of(accountSid).length;
  await running.reaches(tenantId, 'approved');
  return running.proxy.of(accountSid).length - intake;
}

describe('Twilio’s troubles', () => {
  test.each(['lost', 'refused'] as const)(
    'whichever answer is %s, in the end there is one of each',
    async (kind) => {
      const count = await sagaRequests();
      // Refusals come before anything is done: some of them say it for all.
      const every = kind === 'lost' ? 1 : 5;
      const runs = Array.from({ length: Math.ceil(count / every) }, async (_, index) => {
        const skip = index * every;
        const { tenantId, accountSid } = await running.business();
        await running.submit(tenantId, form());
        const path = /^\/v1\/(?!EndUsers$|SupportingDocuments)/;
        running.proxy.trouble({
          accountSid,
          path,
          skip,
          kind,
          status: kind === 'lost' ? 500 : 429,
        });
        return { tenantId, accountSid };
      });
      for (const { tenantId, accountSid } of await Promise.all(runs)) {
        // Forty of them share one saga.
        await running.reaches(tenantId, 'approved', 300_000);
        expect(running.proxy.made(accountSid)).toMatchObject(MADE_ONCE);
      }
    },
    400_000,
  );

  test('a create that nobody answers is found', async () => {
    const { tenantId, accountSid } = await running.business();
    const paths = [/BrandRegistrations$/, /Usa2p$/];
    for (const path of paths)
      running.proxy.trouble({ accountSid, method: 'POST', path, kind: 'silent' });
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)).toMatchObject(MADE_ONCE);
  }, 60_000);

  test('what Twilio refuses is turned down, in plain words', async () => {
    const { tenantId, accountSid } = await running.business();
    const path = /Usa2p$/;
    running.proxy.trouble({
      accountSid,
      method: 'POST',
      path,
      kind: 'refused',
      status: 400,
      code: 21720,
    });
    await running.submit(tenantId, form());
    const { reasons } = await running.reaches(tenantId, 'rejected');
    expect(reasons).toMatchObject([{ code: '21720', field: 'campaign.useCase' }]);
    expect(JSON.stringify(reasons)).not.toContain('Trouble');
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'approved');
  });

  test('a campaign that failed and couldn’t be taken away then is by the next form', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'campaign', 'rejected', [30893]);
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'rejected');
    const refused = { kind: 'refused', status: 400, code: 20001 } as const;
    running.proxy.trouble({ accountSid, method: 'DELETE', path: /Usa2p/, ...refused });
    await running.submit(tenantId, form());
    const { reasons } = await running.reaches(tenantId, 'rejected');
    expect(reasons).toMatchObject([{ code: '20001' }]);
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)['/v1/Services/*/Compliance/Usa2p']).toBe(2);
  });

  test('a campaign that fails while no form is under way makes room for the next form’s', async () => {
    const { tenantId, accountSid } = await running.business();
    const refused = { kind: 'refused', status: 400, code: 20001 } as const;
    running.proxy.trouble({ accountSid, method: 'POST', path: /PhoneNumbers$/, ...refused });
    await running.decide(accountSid, 'campaign', 'in_review');
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'rejected');
    running.news.onReport = () => Promise.resolve();
    const all = await running.registered(accountSid);
    await running.change(all.find(({ kind }) => kind === 'campaign')!.sid, 'rejected', [30893]);
    running.hearNews();
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)['/v1/Services/*/Compliance/Usa2p']).toBe(2);
  });

  test('a campaign that failed before it was known of is charged once, and makes room for the next', async () => {
    const { tenantId, accountSid } = await running.business();
    const campaigns = () => running.proxy.made(accountSid)['/v1/Services/*/Compliance/Usa2p'];
    const isTurnedDown = async (): Promise<void> => {
      await running.decide(accountSid, 'campaign', 'rejected', [30893]);
      expect((await running.submit(tenantId, form())).status).toBe(202);
      await running.reaches(tenantId, 'rejected');
    };
    await isTurnedDown();
    // Twilio tells to the second when one was made.
    await sleep(1_000);
    running.proxy.trouble({ accountSid, method: 'POST', path: /Usa2p$/, kind: 'lost' });
    await isTurnedDown();
    expect(campaigns()).toBe(2);
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'approved');
    expect(campaigns()).toBe(3);
  });
});

describe('while a form is passed on', () => {
  const stateAfter = async (tenantId: string) => (await running.view(tenantId)).state;

  test('a moment without room at Twilio is waited out', async () => {
    const { tenantId, accountSid } = await running.business();
    running.proxy.trouble({ accountSid, kind: 'refused', status: 429, times: 2 });
    expect((await running.submit(tenantId, form())).status).toBe(202);
  });

  test.each<[string, number, number, string, string]>([
    ['EndUsers', 0, 500, 'service_unavailable', 'needs_tax_number'],
    ['EndUsers', 1, 500, 'service_unavailable', 'needs_form'],
    ['Addresses.json', 0, 400, 'registration_refused', 'needs_form'],
    ['SupportingDocuments', 0, 503, 'service_unavailable', 'needs_form'],
    ['EndUsers', 2, 400, 'registration_refused', 'needs_form'],
  ])('trouble with %s (%i, %i) is %s: %s', async (resource, skip, status, code, state) => {
    const { tenantId, accountSid } = await running.business();
    const path = new RegExp(`${resource}$`);
    running.proxy.trouble({
      accountSid,
      method: 'POST',
      path,
      skip,
      kind: 'refused',
      status,
      code: 20001,
    });
    const answer = await running.submit(tenantId, form());
    expect(answer.body.code).toBe(code);
    expect(JSON.stringify(answer.body)).not.toMatch(/123456789|12-3456789/);
    expect(await stateAfter(tenantId)).toBe(state);
    expect(running.told(tenantId).every(({ submitted }) => !submitted)).toBe(true);
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)).toMatchObject(MADE_ONCE);
  });

  test('what was taken without an answer is found and corrected, not made again', async () => {
    const { tenantId, accountSid } = await running.business();
    running.proxy.trouble({ accountSid, method: 'POST', path: /EndUsers$/, kind: 'lost' });
    expect((await running.submit(tenantId, form())).body.code).toBe('service_unavailable');
    expect(await stateAfter(tenantId)).toBe('needs_tax_number');
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)).toMatchObject(MADE_ONCE);
  });

  test('what the last form was turned down for is told until another is through', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'rejected', [30801]);
    await running.submit(tenantId, form());
    const { reasons } = await running.reaches(tenantId, 'rejected');
    const path = /Addresses/;
    running.proxy.trouble({ accountSid, method: 'POST', path, kind: 'refused', status: 500 });
    expect((await running.submit(tenantId, form())).body.code).toBe('service_unavailable');
    expect(await running.view(tenantId)).toMatchObject({ state: 'needs_form', reasons });
    expect((await running.submit(tenantId, form())).body.registration.reasons).toEqual([]);
    await running.reaches(tenantId, 'approved');
  });

  test('a form whose end couldn’t be kept may be sent again', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.service.admin.query(
      `CREATE FUNCTION compliance.die() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'died'; END $$;
       CREATE TRIGGER die BEFORE UPDATE ON compliance.registration FOR EACH ROW
         WHEN (NEW.tenant_id = '${tenantId}' AND NEW.state = 'submitting' AND NEW.lease_token IS NULL
               AND NEW.due_at IS NOT NULL)
         EXECUTE FUNCTION compliance.die()`,
    );
    const { status } = await running.submit(tenantId, form());
    const state = await stateAfter(tenantId);
    await running.service.admin.query('DROP FUNCTION compliance.die CASCADE');
    expect([status >= 500, state]).toEqual([true, 'needs_form']);
    expect((await running.submit(tenantId, form({ taxId: undefined }))).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)).toMatchObject(MADE_ONCE);
    const ends = () => running.told(tenantId).filter(({ change }) => change === 'form_submitted');
    await eventually(() => expect(ends()).toHaveLength(1));
  });

  test('a saga that died is gone on with', async () => {
    const { tenantId } = await running.business();
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'approved');
    await running.service.admin.query(
      `UPDATE registration_step SET state = 'pending' WHERE tenant_id = $1 AND name = 'campaign'`,
      [tenantId],
    );
    await running.service.admin.query(
      `UPDATE registration
          SET state = 'submitting', approved = false, submitted_at = NULL, due_at = NULL,
              lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'
        WHERE tenant_id = $1`,
      [tenantId],
    );
    await running.reaches(tenantId, 'approved');
    expect((await running.view(tenantId)).submittedAt).not.toBeNull();
  });

  test('a request that died frees its place after a while', async () => {
    const { tenantId, accountSid } = await running.business();
    running.proxy.trouble({
      accountSid,
      method: 'POST',
      path: /Addresses/,
      kind: 'refused',
      status: 500,
    });
    await running.submit(tenantId, form());
    const lease = (until: string) =>
      running.service.admin.query(
        `UPDATE registration SET lease_token = gen_random_uuid(), lease_until = now() ${until} WHERE tenant_id = $1`,
        [tenantId],
      );
    await lease(`+ interval '1 minute'`);
    const { body, headers } = await running.submit(tenantId, form());
    const { code, retryAfterSeconds } = body as { code?: string; retryAfterSeconds?: number };
    expect(code).toBe('registration_in_progress');
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(headers.get('retry-after')).toBe(String(retryAfterSeconds));
    await lease(`- interval '1 second'`);
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
  });
});
