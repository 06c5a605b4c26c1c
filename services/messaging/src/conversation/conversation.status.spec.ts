import { ATTENTION_REASONS, type AttentionReason } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advance, type Standing, type Step } from './conversation.status.js';

const OPEN: Standing = { state: 'open', assigneeId: null, attention: [] };
const MARIAS: Standing = { ...OPEN, assigneeId: 'maria' };
const RESOLVED: Standing = { ...OPEN, state: 'resolved' };

const users = fc.constantFrom('maria', 'jo', 'sam');
const reasons = fc.constantFrom<AttentionReason>(...ATTENTION_REASONS);
const steps: fc.Arbitrary<Step> = fc.oneof(
  users.map((userId) => ({ kind: 'claimed', userId }) as const),
  fc.record({ kind: fc.constant('released' as const), from: fc.option(users, { nil: undefined }) }),
  users.map((userId) => ({ kind: 'taken_over', userId }) as const),
  fc.record({
    kind: fc.constant('transferred' as const),
    to: users,
    from: fc.option(users, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('resolved' as const), from: fc.option(users, { nil: undefined }) }),
  fc.constantFrom<Step>({ kind: 'reopened' }, { kind: 'inbound' }),
  reasons.map((reason) => ({ kind: 'flagged', reason }) as const),
  reasons.map((reason) => ({ kind: 'unflagged', reason }) as const),
);

describe('a thread', () => {
  test.each<[string, Standing, Step, Partial<Standing> | undefined]>([
    ['is claimed', OPEN, { kind: 'claimed', userId: 'jo' }, { assigneeId: 'jo' }],
    ['stays with who claimed it', MARIAS, { kind: 'claimed', userId: 'jo' }, undefined],
    ['is claimed once', MARIAS, { kind: 'claimed', userId: 'maria' }, undefined],
    ['isn’t claimed while resolved', RESOLVED, { kind: 'claimed', userId: 'jo' }, undefined],
    ['is released', MARIAS, { kind: 'released' }, { assigneeId: null }],
    [
      'is released by who has it',
      MARIAS,
      { kind: 'released', from: 'maria' },
      { assigneeId: null },
    ],
    ['isn’t released by another', MARIAS, { kind: 'released', from: 'jo' }, undefined],
    ['that nobody has isn’t released', OPEN, { kind: 'released' }, undefined],
    ['is taken over', MARIAS, { kind: 'taken_over', userId: 'jo' }, { assigneeId: 'jo' }],
    ['isn’t taken over while resolved', RESOLVED, { kind: 'taken_over', userId: 'jo' }, undefined],
    ['is transferred', MARIAS, { kind: 'transferred', to: 'jo' }, { assigneeId: 'jo' }],
    [
      'is given away',
      MARIAS,
      { kind: 'transferred', to: 'jo', from: 'maria' },
      { assigneeId: 'jo' },
    ],
    [
      'of another isn’t given away',
      MARIAS,
      { kind: 'transferred', to: 'jo', from: 'sam' },
      undefined,
    ],
    [
      'of nobody is given away',
      OPEN,
      { kind: 'transferred', to: 'jo', from: 'sam' },
      { assigneeId: 'jo' },
    ],
    ['isn’t transferred while resolved', RESOLVED, { kind: 'transferred', to: 'jo' }, undefined],
    [
      'is resolved, and nobody’s',
      MARIAS,
      { kind: 'resolved' },
      { state: 'resolved', assigneeId: null },
    ],
    ['of another isn’t resolved', MARIAS, { kind: 'resolved', from: 'jo' }, undefined],
    ['of nobody is resolved', OPEN, { kind: 'resolved', from: 'jo' }, { state: 'resolved' }],
    ['is resolved once', RESOLVED, { kind: 'resolved' }, undefined],
    ['is reopened', RESOLVED, { kind: 'reopened' }, { state: 'open' }],
    ['comes back when they write', RESOLVED, { kind: 'inbound' }, { state: 'open' }],
    ['that is open changes nothing when they write', MARIAS, { kind: 'inbound' }, undefined],
    ['is flagged', OPEN, { kind: 'flagged', reason: 'revocation' }, { attention: ['revocation'] }],
  ])('%s', (_, standing, step, changed) => {
    expect(advance(standing, step)).toEqual(changed && { ...standing, ...changed });
  });

  test('that is named changes in nothing but its name', () => {
    expect(advance(RESOLVED, { kind: 'named', contactId: 'dana' })).toEqual(RESOLVED);
  });

  test('keeps, whatever happens to it, nobody while resolved and its reasons in order, none twice', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (taken) => {
        let standing = OPEN;
        for (const step of taken) {
          const after = advance(standing, step);
          expect(after).not.toEqual(standing);
          standing = after ?? standing;
          if (standing.state === 'resolved') expect(standing.assigneeId).toBeNull();
          expect(standing.attention).toEqual([...new Set(standing.attention)].toSorted());
        }
      }),
    );
  });
});
