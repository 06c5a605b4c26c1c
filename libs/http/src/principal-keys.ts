import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { v7 } from 'uuid';

/** Only a signature of this kind is believed, whatever a token's header says. */
export const ALGORITHM = 'EdDSA';
/** Tokens for other purposes, signed with the same key, don't pass for a principal. */
export const TOKEN_TYPE = 'fieldline-principal+jwt';
export const ISSUER = 'fieldline-gateway';
export const AUDIENCE = 'fieldline-services';

export interface PrincipalKeys {
  /** The gateway's, secret. */
  readonly privateKeyJwk: JWK;
  /** Everybody else's, public. To rotate, publish both keys before signing with the new one. */
  readonly jwks: JSONWebKeySet;
}

/** A new Ed25519 pair with a key id. */
export async function generatePrincipalKeys(): Promise<PrincipalKeys> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, {
    crv: 'Ed25519',
    extractable: true,
  });
  const names = { kid: v7(), alg: ALGORITHM, use: 'sig' };
  return {
    privateKeyJwk: { ...(await exportJWK(privateKey)), ...names },
    jwks: { keys: [{ ...(await exportJWK(publicKey)), ...names }] },
  };
}

/** Settings hold keys as JSON text, tests as objects. */
export function parsed<T extends object>(json: T | string): T {
  return typeof json === 'string' ? (JSON.parse(json) as T) : json;
}
