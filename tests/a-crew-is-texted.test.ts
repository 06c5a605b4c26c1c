import { beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { refusedSoon, settled } from './support/sending.js';

const BODY = 'Hi {{employeeFirstName}}: {{customerName}}, {{address}}, {{date}}, {{window}}';

onEveryTransport('a crew is texted', (place) => {
  let business: Business;
  let phones: { sam: string; kim: string };

  beforeAll(async () => {
    business = await Business.open(place);
    phones = { sam: newPhone(), kim: newPhone() };
    await business.put('/v1/employees/ext:sam', { name: 'Sam Lee', smsNumber: phones.sam });
    await business.put('/v1/employees/ext:kim', { name: 'Kim Park', smsNumber: phones.kim });
    await business.put('/v1/employees/ext:pat', { name: 'Pat' });
    await business.put('/v1/contacts/ext:C-1', { kind: 'customer', name: 'Dana Whitfield' });
    await business.put('/v1/jobs/ext:J-1', {
      contactId: 'ext:C-1',
      jobType: 'drain-cleaning',
      startsAt: '2026-12-01T15:00:00Z',
      endsAt: '2026-12-01T17:00:00Z',
      timeZone: 'America/Chicago',
      address: '1200 W Fulton St',
    });
  });

  const text = (employeeIds: string[], more: object = {}, key?: string) =>
    business.post('/v1/messages', { employeeIds, body: 'The van is ready', ...more }, key);
  const bodiesAt = async (phone: string): Promise<string[]> =>
    (await business.textsAt(phone)).map(({ body }) => body);

  test('each by a text of their own, with what the record says, and nobody had to opt in', async () => {
    const crew = ['ext:sam', 'ext:pat', 'ext:kim', 'ext:sam'];
    const asked = { body: BODY, context: { jobId: 'ext:J-1' } };
    const key = randomUUID();
    const first = await text(crew, asked, key);
    expect([first.status, first.body.items]).toMatchObject([
      202,
      [
        { to: phones.sam, status: 'accepted', employeeId: expect.any(String) },
        { error: { code: 'recipient_no_number' } },
        { to: phones.kim, status: 'accepted' },
      ],
    ]);
    const again = await text(crew, asked, key);
    expect(again.body.items.map(({ id }: Json) => id)).toEqual(
      first.body.items.map(({ id }: Json) => id),
    );
    const said = 'Dana Whitfield, 1200 W Fulton St, Tuesday, December 1, 9:00 AM to 11:00 AM';
    await eventually(
      async () => {
        expect(await bodiesAt(phones.sam)).toEqual([`Hi Sam: ${said}`]);
        expect(await bodiesAt(phones.kim)).toEqual([`Hi Kim: ${said}`]);
      },
      { timeoutMs: 20_000 },
    );
    expect(await settled(business)).toMatchObject({ available: 98 });
    const threads = await business.all('/v1/conversations');
    expect(threads.map(({ names }) => names[0].name).toSorted()).toEqual(['Kim Park', 'Sam Lee']);
  });

  test('not at all, when the text itself can not be sent or one of them is unknown', async () => {
    expectProblem(await text(['ext:sam'], { body: '{{customerName}}' }), 422, 'context_missing');
    expectProblem(await text(['ext:sam'], { body: ' ' }), 422, 'body_empty');
    expectProblem(await text(['ext:sam', 'ext:nobody']), 404, 'not_found');
    expectProblem(await text(['ext:sam'], { to: phones.kim }), 400, 'invalid_request');
    expectProblem(await text([]), 400, 'invalid_request');
    const many = Array.from({ length: 51 }, (_, index) => `ext:${index}`);
    expectProblem(await text(many), 400, 'invalid_request');
    expect((await business.balance()).available).toBe(98);
  });

  test('but not who said STOP, which counts for the customer with that number, too', async () => {
    const customer = await business.customer(phones.kim, 'C-2', 'Kim at home');
    await business.textedFrom(phones.kim, 'STOP');
    await refusedSoon(business, { contactId: customer, body: 'x' }, 'recipient_opted_out');
    const { body } = await text(['ext:kim', 'ext:sam']);
    expect(body.items).toMatchObject([
      { error: { code: 'recipient_opted_out' } },
      { status: 'accepted', to: phones.sam },
    ]);
    const thread = (await business.all('/v1/conversations')).find(
      ({ number }) => number === phones.kim,
    );
    expect(thread.names.map(({ name }: Json) => name)).toEqual(['Kim Park', 'Kim at home']);
  });

  test('one with two names in the list, once', async () => {
    const phone = newPhone();
    for (const id of ['a', 'b'])
      await business.put(`/v1/employees/ext:${id}`, { name: id, smsNumber: phone });
    const { body } = await text(['ext:a', 'ext:b']);
    expect(body.items).toMatchObject([{ to: phone }, { error: { code: 'same_number' } }]);
    await eventually(async () => expect(await bodiesAt(phone)).toEqual(['The van is ready']), {
      timeoutMs: 20_000,
    });
  });
});
