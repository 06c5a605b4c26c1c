import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { quietIdleTimer } from './idle-timer.js';

const quiet = { debug: () => undefined, warn: () => undefined };
const SENT = { size: 0, payload: null };

describe('quietIdleTimer', () => {
  let queue: RequestQueue;
  let sent: number[];
  beforeEach(() => {
    jest.useFakeTimers();
    quietIdleTimer();
    queue = new RequestQueue({
      maxInFlightRequests: 1,
      requestTimeout: 30_000,
      clientId: 'test',
      broker: 'test',
      logger: quiet,
    });
    sent = [];
  });
  afterEach(() => {
    queue.destroy();
    jest.useRealTimers();
  });

  function push(correlationId: number): void {
    const entry = { correlationId, resolve: () => undefined, reject: () => undefined };
    const sendRequest = (): void => void sent.push(correlationId);
    queue.push({ entry, expectResponse: true, sendRequest });
  }

  test('leaves no timer behind once nothing is pending', () => {
    push(1);
    queue.fulfillRequest({ correlationId: 1, ...SENT });
    expect(jest.getTimerCount()).toBe(0);
    queue.maybeThrottle(500);
    queue.checkPendingRequests();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('still sends what was throttled, when its time has come and not before', () => {
    queue.maybeThrottle(500);
    push(1);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(499);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(sent).toEqual([1]);
    queue.fulfillRequest({ correlationId: 1, ...SENT });
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('still sends what waits for another to be answered', () => {
    push(1);
    push(2);
    push(3);
    expect(sent).toEqual([1]);
    queue.fulfillRequest({ correlationId: 1, ...SENT });
    expect(sent).toEqual([1, 2]);
    queue.maybeThrottle(200);
    queue.fulfillRequest({ correlationId: 2, ...SENT });
    expect(sent).toEqual([1, 2]);
    jest.advanceTimersByTime(220);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('does the same done twice', () => {
    const once = RequestQueue.prototype.scheduleCheckPendingRequests;
    quietIdleTimer();
    expect(RequestQueue.prototype.scheduleCheckPendingRequests).toBe(once);
  });

  test('refuses a kafkajs that it does not know', () => {
    class Renamed {}
    const Other = Renamed as unknown as { prototype: RequestQueue };
    expect(() => quietIdleTimer(Other)).toThrow('kafkajs has no scheduleCheckPendingRequests');
  });
});
