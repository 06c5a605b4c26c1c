/** The door that every service has for its dead letters, on the smallest service there is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type DeadLetterDetail,
  type DeadLetterResolved,
  type DeadLetterView,
  EventType,
  newId,
  type Page,
} from '@fieldline/contracts';
import {
  createEventTables,
  type Delivery,
  OnEvent,
  type Received,
  TransientError,
} from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { Controller, Module } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { defineService, ServiceSettings } from '../src/index.js';

@EventType<LampLit>({
  type: 'street.lamp.lit.v1',
  key: 'lampId',
  subject: 'lampId',
  example: { lampId: newId() },
})
class LampLit {
  @IsUUID() lampId!: string;
}

let trouble: Error | undefined;
let lit: string[] = [];

@Controller()
class LampListener {
  @OnEvent(LampLit)
  async lit({ id }: Received<LampLit>, _: Delivery): Promise<void> {
    if (trouble) throw trouble;
    lit.push(id);
  }
}

@Module({ controllers: [LampListener] })
class StreetModule {}

class CreateStreet1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, 'street');
  }
  async down(): Promise<void> {}
}

const street = defineService({
  name: 'street',
  Settings: ServiceSettings,
  module: () => StreetModule,
  entities: [],
  migrations: [CreateStreet1700000000000],
});

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await startServiceUnderTest(street);
}, 60_000);
afterAll(() => service.stop());
beforeEach(() => {
  trouble = undefined;
  lit = [];
});

type Verb = readonly ['GET' | 'POST', string];
const asOperator = <T>(place: Verb, body?: unknown) =>
  service.call<T>(null, place, { role: 'operator', body });
const reason = 'mended in the last release';

/** Events of one lamp of which the first can't be handled. Answers the letters, first come first. */
async function putAside(count: number): Promise<DeadLetterView[]> {
  trouble = new TypeError('no such lamp');
  const lampId = newId();
  const tenantId = newId();
  await service.say(
    LampLit,
    Array.from({ length: count }, () => ({ tenantId, payload: { lampId } })),
  );
  return eventually(async () => {
    const list = ['GET', '/dead-letters?state=open&limit=200'] as const;
    const { items } = (await asOperator<Page<DeadLetterView>>(list)).body;
    const letters = items.filter(({ subject }) => subject === lampId);
    expect(letters).toHaveLength(count);
    return letters.toReversed();
  });
}

describe('dead letters', () => {
  test('are listed by the page and shown by the letter', async () => {
    const letters = await putAside(3);
    const list = (query: string) =>
      asOperator<Page<DeadLetterView>>(['GET', `/dead-letters?limit=2${query}`]);
    const first = (await list('')).body;
    expect(first.items.map(({ id }) => id)).toEqual([letters[2]?.id, letters[1]?.id]);
    expect(first.items[0]).toMatchObject({ service: 'street', reason: 'parked', state: 'open' });
    const second = (await list(`&cursor=${first.nextCursor}`)).body;
    expect(second.items[0]?.id).toBe(letters[0]?.id);
    const shown = await asOperator<DeadLetterDetail>(['GET', `/dead-letters/${letters[0]?.id}`]);
    expect(shown.body).toMatchObject({ waiting: 2, reason: 'failed', payloadEncoding: 'utf8' });
  });

  test('are replayed and dropped by who asks, for the reason given', async () => {
    const [first, second, third] = await putAside(3);
    trouble = undefined;
    const dropped = await asOperator<DeadLetterResolved>(
      ['POST', `/dead-letters/${second?.id}/drop`],
      { reason },
    );
    expect([dropped.status, dropped.body.outcome]).toEqual([200, 'dropped']);
    const answer = await asOperator<DeadLetterResolved>(
      ['POST', `/dead-letters/${first?.id}/replay`],
      { reason },
    );
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        outcome: 'handled',
        handledBehind: 1,
        letter: { resolution: { by: 'user:u1', reason, outcome: 'handled' } },
      },
    ]);
    expect(lit).toEqual([first?.eventId, third?.eventId]);
  });

  test('that can not be resolved as asked are a problem with a code', async () => {
    const [first, second] = await putAside(2);
    const refusal = async (id: string | undefined, verb: string) =>
      (await asOperator(['POST', `/dead-letters/${id}/${verb}`], { reason })).body;
    expect(await refusal(second?.id, 'replay')).toMatchObject({
      code: 'dead_letter_waits',
      status: 409,
      letterId: first?.id,
    });
    trouble = new TransientError('not now');
    expect(await refusal(first?.id, 'replay')).toMatchObject({
      code: 'service_unavailable',
      status: 503,
    });
    trouble = undefined;
    await refusal(first?.id, 'drop');
    expect(await refusal(first?.id, 'replay')).toMatchObject({
      code: 'dead_letter_dropped',
      resolvedBy: 'user:u1',
    });
    expect(await refusal(newId(), 'replay')).toMatchObject({ code: 'not_found' });
    expect(await refusal('1', 'drop')).toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['no reason', {}],
    ['a reason that says nothing', { reason: '' }],
    ['more than a reason', { reason, by: 'somebody else' }],
  ])('stay as they are with %s', async (_, body) => {
    const [letter] = await putAside(1);
    const answer = await asOperator(['POST', `/dead-letters/${letter?.id}/drop`], body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    const shown = await asOperator<DeadLetterDetail>(['GET', `/dead-letters/${letter?.id}`]);
    expect(shown.body.state).toBe('open');
  });

  test('have a cursor that is one of ours', async () => {
    for (const cursor of ['x', Buffer.from('["x"]').toString('base64url')])
      expect((await asOperator(['GET', `/dead-letters?cursor=${cursor}`])).status).toBe(400);
  });

  test.each(['owner', 'admin', 'agent', 'technician', 'readonly'] as const)(
    'are no business of a %s',
    async (role) => {
      for (const place of [
        ['GET', '/dead-letters'],
        ['GET', `/dead-letters/${newId()}`],
        ['POST', `/dead-letters/${newId()}/replay`],
        ['POST', `/dead-letters/${newId()}/drop`],
      ] as const)
        expect((await service.call(newId(), place, { role, body: undefined })).status).toBe(403);
    },
  );
});
