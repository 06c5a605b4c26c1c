import type { Principal } from '@fieldline/contracts';
import { importJWK, type JWK, SignJWT } from 'jose';
import { ALGORITHM, AUDIENCE, ISSUER, parsed, TOKEN_TYPE } from './principal-keys.js';

export interface SignerOptions {
  /** An Ed25519 private key with `kid`: JWK, or its JSON. */
  readonly privateKeyJwk: JWK | string;
  readonly issuer?: string;
  readonly audience?: string;
  /** 60 when omitted. */
  readonly lifetimeSeconds?: number;
}

interface CachedToken {
  readonly token: Promise<string>;
  readonly freshUntilMs: number;
}

const MAX_CACHED = 1_000;

/** The gateway's pen: turns who asks into a short-lived token that services verify. */
export class PrincipalSigner {
  /** Least recently used first: a Map keeps the order of insertion. */
  private readonly cache = new Map<string, CachedToken>();

  private constructor(
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
    private readonly options: Required<Omit<SignerOptions, 'privateKeyJwk'>> & { kid: string },
  ) {}

  /** @throws Error when the key isn't a private Ed25519 JWK with a kid */
  static async create(options: SignerOptions): Promise<PrincipalSigner> {
    const jwk = parsed(options.privateKeyJwk);
    if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !jwk.d || !jwk.kid) {
      throw new Error('The principal key must be a private Ed25519 JWK with a kid');
    }
    return new PrincipalSigner(await importJWK(jwk, ALGORITHM), {
      kid: jwk.kid,
      issuer: options.issuer ?? ISSUER,
      audience: options.audience ?? AUDIENCE,
      lifetimeSeconds: options.lifetimeSeconds ?? 60,
    });
  }

  /** A token that is good for at least half the lifetime; repeated calls for one principal share it. */
  sign(principal: Principal): Promise<string> {
    const { kind, id, tenantId, role } = principal;
    const cacheKey = JSON.stringify([kind, id, tenantId, role]);
    const now = Date.now();
    const cached = this.cache.get(cacheKey);
    this.cache.delete(cacheKey);
    const entry = cached && cached.freshUntilMs > now ? cached : this.issue(principal, now);
    this.cache.set(cacheKey, entry);
    const [oldest] = this.cache.keys();
    if (this.cache.size > MAX_CACHED && oldest) this.cache.delete(oldest);
    return entry.token;
  }

  private issue({ kind, id, tenantId, role }: Principal, nowMs: number): CachedToken {
    const { issuer, audience, lifetimeSeconds, kid } = this.options;
    const issuedAt = Math.floor(nowMs / 1000);
    const token = new SignJWT({ kind, tenantId, role })
      .setProtectedHeader({ alg: ALGORITHM, typ: TOKEN_TYPE, kid })
      .setSubject(id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(this.key);
    return { token, freshUntilMs: nowMs + lifetimeSeconds * 500 };
  }
}
