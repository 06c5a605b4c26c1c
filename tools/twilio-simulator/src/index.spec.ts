import { describe, expect, it } from '@jest/globals';
import { InvalidOptions, startSimulator } from './index.js';
import { ACCOUNT_SID, AUTH_TOKEN, newSimulator } from './testing/harness.js';

describe('starting', () => {
  it('says so when the port is in use', async () => {
    const first = await newSimulator();
    try {
      await expect(newSimulator({ port: first.port })).rejects.toThrow(
        new InvalidOptions(`port ${first.port} of 127.0.0.1 is in use`),
      );
    } finally {
      await first.close();
    }
  });

  it.each([
    [{ port: -1 }, /port must be from 0/],
    [{ port: Number.NaN }, /port must be from 0/],
    [{ accountSid: 'AC1' }, /needs an account SID/],
    [{ authToken: '' }, /needs an auth token/],
  ])('refuses %j', async (options, message) => {
    const valid = { port: 0, accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
    await expect(startSimulator({ ...valid, ...options })).rejects.toThrow(message);
  });
});
