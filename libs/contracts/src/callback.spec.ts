import { describe, expect, test } from '@jest/globals';
import { callbackPath, isCallbackMac } from './callback.js';

const secret = 'the secret of the tests';
const tenantId = 'a3bb189e-8bf9-5888-9912-ace4e6543002';
const otherTenantId = '16fd2706-8baf-533b-82eb-8c7fada847da';
const messageId = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11';

const macOf = (path: string): string => path.split('/').at(-1)!;
const inbound = macOf(callbackPath.inbound(tenantId, secret));
const status = macOf(callbackPath.status(tenantId, messageId, secret));

describe('a callback path', () => {
  test('names the business, and the message when there is one', () => {
    expect(callbackPath.inbound(tenantId, secret)).toBe(
      `/webhooks/twilio/inbound/${tenantId}/k0B7gdwvn36chpXgEThtHpNuJt5`,
    );
    expect(callbackPath.status(tenantId, messageId, secret)).toBe(
      `/webhooks/twilio/status/${tenantId}/${messageId}/75ZOjlkMqACbwCJ66VS2pob3I2x`,
    );
  });

  test('stands in a URL as it is', () => {
    expect(inbound).toMatch(/^[\w-]{27}$/);
    expect(status).toMatch(/^[\w-]{27}$/);
  });
});

describe('the MAC of a callback', () => {
  test('is recognised', () => {
    expect(isCallbackMac(inbound, secret, 'inbound', tenantId)).toBe(true);
    expect(isCallbackMac(status, secret, 'status', tenantId, messageId)).toBe(true);
  });

  test.each([
    ['another business', inbound, secret, ['inbound', otherTenantId]],
    ['another message', status, secret, ['status', tenantId, otherTenantId]],
    ['another kind of callback', inbound, secret, ['status', tenantId]],
    ['another secret', inbound, 'a guess', ['inbound', tenantId]],
    ['parts that only read the same together', inbound, secret, [`inbound${tenantId}`]],
    ['parts cut elsewhere', status, secret, ['status', tenantId + messageId]],
  ])('is refused for %s', (_, mac, secret, parts) => {
    expect(isCallbackMac(mac, secret, ...parts)).toBe(false);
  });

  test.each(Array.from(inbound, (_, index) => index))(
    'is refused when letter %i is not its own',
    (index) => {
      const letter = inbound[index] === 'A' ? 'B' : 'A';
      const tampered = inbound.slice(0, index) + letter + inbound.slice(index + 1);
      expect(isCallbackMac(tampered, secret, 'inbound', tenantId)).toBe(false);
    },
  );

  test.each(['', inbound.slice(0, -1), `${inbound}A`, 'é'.repeat(27), `${inbound}\0`])(
    'is refused, without a fault, as %p',
    (mac) => {
      expect(isCallbackMac(mac, secret, 'inbound', tenantId)).toBe(false);
    },
  );
});
