/** The part of kafkajs's insides that idle-timer.ts changes; kafkajs declares no types for it. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    constructor(options: object);
    pending: readonly unknown[];
    push(request: object): void;
    fulfillRequest(response: object): void;
    maybeThrottle(clientSideThrottleMs: number): void;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    destroy(): void;
  }
}
