import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePrincipalKeys } from '@fieldline/http';

/** What this installation makes up once and keeps, readable by its owner only. */
export interface Secrets {
  readonly root: string;
  readonly principalPrivateKey: string;
  readonly principalJwks: string;
  readonly sessionPrivateKey: string;
  readonly callbackSecret: string;
  readonly simulatorAccountSid: string;
  readonly simulatorAuthToken: string;
  readonly operatorPassword: string;
  readonly operatorKey: string;
  readonly demoPassword: string;
  /** Set once the demo business exists. */
  demo?: { readonly tenantId: string; readonly complete: boolean };
}

/** Reads the secrets of a data directory, or makes them. */
export async function loadSecrets(
  dataDir: string,
  given: { readonly operatorKey?: string; readonly demoPassword?: string },
): Promise<{ secrets: Secrets; isFirstStart: boolean }> {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Secrets;
    return {
      secrets: { ...stored, operatorKey: given.operatorKey ?? stored.operatorKey },
      isFirstStart: false,
    };
  }
  const principal = await generatePrincipalKeys();
  const session = await generatePrincipalKeys();
  const secrets: Secrets = {
    root: token(),
    principalPrivateKey: JSON.stringify(principal.privateKeyJwk),
    principalJwks: JSON.stringify(principal.jwks),
    sessionPrivateKey: JSON.stringify(session.privateKeyJwk),
    callbackSecret: token(),
    simulatorAccountSid: `AC${randomBytes(16).toString('hex')}`,
    simulatorAuthToken: randomBytes(16).toString('hex'),
    operatorPassword: token(12),
    operatorKey: given.operatorKey ?? `fl_live_${token()}`,
    demoPassword: given.demoPassword ?? token(12),
  };
  saveSecrets(dataDir, secrets);
  return { secrets, isFirstStart: true };
}

export function saveSecrets(dataDir: string, secrets: Secrets): void {
  const file = join(dataDir, 'secrets.json');
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Passwords of the database's roles follow from one secret, so that there is nothing to keep in step. */
export function passwordOf(secrets: Secrets, role: string): string {
  return createHmac('sha256', secrets.root).update(role).digest('base64url');
}

function token(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
