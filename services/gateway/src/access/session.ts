import { isId } from '@fieldline/contracts';
import { unauthorized } from '@fieldline/http';
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';

const ALGORITHM = 'EdDSA';
const ISSUER = 'fieldline-gateway';
const AUDIENCE = 'fieldline-api';
/** Principal tokens may be signed by the same key; neither passes for the other. */
const TOKEN_TYPE = 'fieldline-session+jwt';
const LIFETIME_SECONDS = 12 * 60 * 60;

type Key = Awaited<ReturnType<typeof importJWK>>;

export interface SessionToken {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** Whose session it is. The account's tenant goes with it, since every table is kept by tenant. */
export interface SessionOwner {
  readonly tenantId: string;
  readonly userId: string;
}

/** Signs and reads the sessions of built-in accounts. */
export class Sessions {
  private constructor(
    private readonly privateKey: Key,
    private readonly publicKey: Key,
  ) {}

  /** @throws Error when the key isn't a private Ed25519 JWK */
  static async create(privateKeyJson: string): Promise<Sessions> {
    const { d, key_ops: _, ...publicJwk } = JSON.parse(privateKeyJson) as JWK;
    if (publicJwk.kty !== 'OKP' || publicJwk.crv !== 'Ed25519' || !d) {
      throw new Error('SESSION_PRIVATE_KEY must be a private Ed25519 JWK');
    }
    return new Sessions(
      await importJWK({ ...publicJwk, d }, ALGORITHM),
      await importJWK(publicJwk, ALGORITHM),
    );
  }

  async issue({ tenantId, userId }: SessionOwner): Promise<SessionToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + LIFETIME_SECONDS;
    const accessToken = await new SignJWT({ tenantId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TOKEN_TYPE })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.privateKey);
    return { accessToken, expiresAt: new Date(expiresAt * 1000).toISOString() };
  }

  /** @throws Problem 401, whatever is wrong with the token */
  async read(token: string): Promise<SessionOwner> {
    try {
      const { payload } = await jwtVerify(token, this.publicKey, {
        algorithms: [ALGORITHM],
        typ: TOKEN_TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: LIFETIME_SECONDS,
      });
      const { sub, tenantId } = payload;
      if (!isId(sub) || !isId(tenantId)) throw new Error('The token names no account');
      return { tenantId, userId: sub };
    } catch (error) {
      throw unauthorized(undefined, error);
    }
  }
}
