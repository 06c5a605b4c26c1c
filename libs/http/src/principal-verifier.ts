import { type Principal, type Role, ROLES } from '@fieldline/contracts';
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { ALGORITHM, AUDIENCE, ISSUER, parsed, TOKEN_TYPE } from './principal-keys.js';
import { unauthorized } from './problems.js';

export interface VerifierOptions {
  /** Public keys: JWKS, or its JSON. */
  readonly jwks: JSONWebKeySet | string;
  readonly issuer?: string;
  readonly audience?: string;
}

/** Clocks of two machines differ by seconds, not minutes. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** However long a token claims to live. */
const MAX_AGE_SECONDS = 300;
const KINDS: readonly string[] = ['user', 'api_key', 'system'] satisfies Principal['kind'][];

/** The services' half: believes a principal only under the gateway's signature. */
export class PrincipalVerifier {
  private constructor(
    private readonly keys: ReturnType<typeof createLocalJWKSet>,
    private readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** @throws Error when the set is empty, holds anything but Ed25519, or holds a private key */
  static create({ jwks, issuer, audience }: VerifierOptions): PrincipalVerifier {
    const { keys } = parsed(jwks);
    const fits = keys.every((key) => key.kty === 'OKP' && key.crv === 'Ed25519' && !key.d);
    if (!fits || keys.length === 0) {
      throw new Error('The principal key set must hold public Ed25519 keys');
    }
    const set = createLocalJWKSet({ keys });
    return new PrincipalVerifier(set, issuer ?? ISSUER, audience ?? AUDIENCE);
  }

  /** @throws Problem 401 `unauthorized`, whatever is wrong with the token */
  async verify(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: [ALGORITHM],
        typ: TOKEN_TYPE,
        issuer: this.issuer,
        audience: this.audience,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return principalOf(payload);
    } catch (error) {
      throw unauthorized(undefined, error);
    }
  }
}

function principalOf({ sub, kind, tenantId, role }: JWTPayload): Principal {
  const tenantFits = tenantId === null || (typeof tenantId === 'string' && tenantId !== '');
  if (!sub || !tenantFits || !KINDS.includes(String(kind)) || !ROLES.includes(role as Role)) {
    throw new Error('The token names no principal');
  }
  return { kind: kind as Principal['kind'], id: sub, tenantId, role: role as Role };
}
