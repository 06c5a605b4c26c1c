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

const MAX_VERIFIED = 1_000;

interface Verified {
  readonly principal: Principal;
  readonly untilMs: number;
}

/** The services' half: believes a principal only under the gateway's signature. */
export class PrincipalVerifier {
  /** Oldest first. The gateway sends one token for many requests; its signature is checked once. */
  private readonly verified = new Map<string, Verified>();

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
    const known = this.verified.get(token);
    if (known && known.untilMs > Date.now()) return known.principal;
    this.verified.delete(token);
    const { principal, untilMs } = await this.check(token);
    this.verified.set(token, { principal, untilMs });
    const [oldest] = this.verified.keys();
    if (this.verified.size > MAX_VERIFIED && oldest) this.verified.delete(oldest);
    return principal;
  }

  private async check(token: string): Promise<Verified> {
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
      const { exp = 0, iat = 0 } = payload;
      const until = Math.min(exp, iat + MAX_AGE_SECONDS);
      return { principal: Object.freeze(principalOf(payload)), untilMs: until * 1_000 };
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
