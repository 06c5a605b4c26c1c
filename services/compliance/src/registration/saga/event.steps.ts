import { ensureSink, ensureSubscription } from '../../twilio/event-streams.js';
import type { StepRun } from './step.js';

export const makeSink: StepRun = async (scope) => {
  const destination = scope.addressFor('events');
  return {
    state: 'done',
    sid: await ensureSink(scope.ask, scope.keyOf('event_sink'), destination),
  };
};

export const subscribe: StepRun = async (scope) => {
  const key = scope.keyOf('event_subscription');
  return {
    state: 'done',
    sid: await ensureSubscription(scope.ask, key, scope.sidOf('event_sink')),
  };
};
