import { beforeAll, expect, test } from '@jest/globals';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';

const DOOR = '/v1/job-types/drain/template';
const BODY = 'Hi {{customerFirstName}}, {{businessName}}: {{jobType}} on {{date}} at {{time}}.';

onEveryTransport('a template is written and previewed', (place) => {
  let business: Business;

  const put = (body: string, door = DOOR) => business.put(door, { body });
  const preview = async (body: object) =>
    (await business.post(`${DOOR}/preview`, body)).body.estimate.sample;

  beforeAll(async () => {
    business = await Business.open(place, 20);
    await business.put('/v1/job-types/drain', { title: 'Drain cleaning' });
    await business.put('/v1/job-types/heater', { title: 'Water heater service' });
    await business.put('/v1/jobs/ext:visit', {
      contactId: await business.customer(newPhone()),
      jobType: 'drain',
      startsAt: '2027-05-04T15:00:00Z',
      timeZone: 'America/Chicago',
    });
  });

  test('a type without one says so', async () => {
    expectProblem(await business.get(DOOR), 404, 'no_template');
    expectProblem(await put(BODY, '/v1/job-types/nope/template'), 404, 'not_found');
  });

  test('it is kept with what its texts take, and a bad one changes nothing', async () => {
    const { body } = await put(BODY);
    expect(body).toMatchObject({ outcome: 'created', jobType: 'drain', body: BODY });
    expect(body.estimate).toMatchObject({ encoding: 'GSM-7', segments: { from: 1, worst: 2 } });
    expectProblem(await put('Hi {{constructor}}'), 422, 'unknown_field_code');
    expectProblem(await put('Reply END to end the visit'), 422, 'keyword_in_template');
    expect((await business.get(DOOR)).body).toMatchObject({ body: BODY });
  });

  test('it is previewed on a real job, also while it is being written', async () => {
    expect(await preview({ jobId: 'ext:visit' })).toMatchObject({
      ok: true,
      body: 'Hi Dana, Story Plumbing: Drain cleaning on Tuesday, May 4 at 10:00 AM.',
    });
    expect(
      await preview({ jobId: 'ext:visit', body: 'At {{address}} by {{technicianName}}' }),
    ).toEqual({ ok: false, empty: ['address', 'technicianName'] });
    expectProblem(
      await business.post(`${DOOR}/preview`, { jobId: 'ext:nobody' }),
      404,
      'not_found',
    );
  });

  test('it is copied to other types, listed, and taken away', async () => {
    expect((await business.post(`${DOOR}/copy`, { to: ['heater'] })).body).toEqual({
      items: [{ jobType: 'heater', outcome: 'created' }],
    });
    expectProblem(
      await business.post(`${DOOR}/copy`, { to: ['heater', 'nope'] }),
      422,
      'unknown_job_type',
    );
    const { items } = (await business.get('/v1/templates')).body;
    expect(items).toMatchObject([{ jobType: 'drain' }, { jobType: 'heater', body: BODY }]);
    expect((await business.delete(DOOR)).status).toBe(204);
    expectProblem(await business.get(DOOR), 404, 'no_template');
  });
});
