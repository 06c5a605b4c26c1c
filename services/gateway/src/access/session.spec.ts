import { newId } from '@fieldline/contracts';
import { generatePrincipalKeys, PrincipalSigner, PrincipalVerifier } from '@fieldline/http';
import { describe, expect, test } from '@jest/globals';
import { Sessions } from './session.js';

const owner = { tenantId: newId(), userId: newId() };

describe('a session', () => {
  test('is read back by who signed it, and by nobody else', async () => {
    const [ours, theirs] = [await generatePrincipalKeys(), await generatePrincipalKeys()];
    const sessions = await Sessions.create(JSON.stringify(ours.privateKeyJwk));
    const { accessToken } = await sessions.issue(owner);
    expect(await sessions.read(accessToken)).toEqual(owner);
    const others = await Sessions.create(JSON.stringify(theirs.privateKeyJwk));
    await expect(others.read(accessToken)).rejects.toMatchObject({ status: 401 });
  });

  test('is no principal, nor a principal a session, although one key signs both', async () => {
    const { privateKeyJwk, jwks } = await generatePrincipalKeys();
    const sessions = await Sessions.create(JSON.stringify(privateKeyJwk));
    const { accessToken } = await sessions.issue(owner);
    await expect(PrincipalVerifier.create({ jwks }).verify(accessToken)).rejects.toMatchObject({
      status: 401,
    });
    const signer = await PrincipalSigner.create({ privateKeyJwk });
    const token = await signer.sign({
      kind: 'user',
      id: owner.userId,
      tenantId: owner.tenantId,
      role: 'owner',
    });
    await expect(sessions.read(token)).rejects.toMatchObject({ status: 401 });
  });

  test('needs a private key', async () => {
    const { jwks } = await generatePrincipalKeys();
    await expect(Sessions.create(JSON.stringify(jwks.keys[0]))).rejects.toThrow(
      'SESSION_PRIVATE_KEY',
    );
  });
});
