import type { SetSmtp, SmtpSet, SmtpView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import type { MailServer } from './mail-connection.js';
import { MailServers } from './mail-servers.js';
import { MailTrouble } from './mail-trouble.js';
import { Smtp } from './smtp.entity.js';
import { passwordNeeded, smtpFailed } from './smtp.errors.js';
import { toSmtpView } from './smtp.view.js';

const SETTINGS = ['host', 'port', 'secure', 'username', 'from'] as const;

@Injectable()
export class SmtpService {
  constructor(
    private readonly database: Database,
    private readonly servers: MailServers,
  ) {}

  /** @throws not_found */
  async get(tenantId: string): Promise<SmtpView> {
    const smtp = await this.find(tenantId);
    if (!smtp) throw notFound('mail server');
    return toSmtpView(smtp);
  }

  /**
   * Tries the settings, unless told not to, and keeps those that work.
   * @throws smtp_host_not_allowed, smtp_unreachable, smtp_tls_failed, smtp_sign_in_refused,
   *   invalid_request without a password that is needed
   */
  async set(tenantId: string, command: SetSmtp): Promise<SmtpSet> {
    const { host, port, secure, from, verify = true } = command;
    const username = command.username ?? null;
    const server = { host, port, secure, username, password: null, from };
    const known = await this.find(tenantId);
    const password = this.passwordOf(known, server, command.password);
    if (verify) await this.servers.tryOut({ ...server, password }).catch(refuse);
    const updatedAt = new Date();
    const verifiedAt = verify ? updatedAt : null;
    const row = { tenantId, ...server, verifiedAt, updatedAt };
    const stored = { ...row, ...this.servers.closed(tenantId, password) };
    await this.database.asTenant(tenantId, (tx) => tx.upsert(Smtp, stored, ['tenantId']));
    const changed = [
      ...SETTINGS.filter((field) => known?.[field] !== server[field]),
      ...(command.password === undefined ? [] : ['password']),
    ];
    return { ...toSmtpView(stored), changed };
  }

  /** What waits to be sent fails with `email_not_configured`. */
  async remove(tenantId: string): Promise<void> {
    await this.database.asTenant(tenantId, (tx) => tx.delete(Smtp, { tenantId }));
  }

  /**
   * The password goes to no other place than it was given for: whoever may change the host
   * mustn't get at what others entered.
   */
  private passwordOf(
    known: Smtp | null,
    { host, port, secure, username }: MailServer,
    given: string | undefined,
  ): string | null {
    if (username === null) return null;
    if (given !== undefined) return given;
    const isSame =
      known?.host === host &&
      known.port === port &&
      known.secure === secure &&
      known.username === username;
    if (!isSame) throw passwordNeeded();
    try {
      return this.servers.serverOf(known).password;
    } catch (error) {
      return refuse(error);
    }
  }

  private find(tenantId: string): Promise<Smtp | null> {
    return this.database.asTenant(tenantId, (tx) => tx.findOneBy(Smtp, { tenantId }));
  }
}

function refuse(error: unknown): never {
  throw error instanceof MailTrouble ? smtpFailed(error) : error;
}
