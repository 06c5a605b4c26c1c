import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { addressOf } from './host-address.js';
import { MailConnection, type MailServer } from './mail-connection.js';
import { MailTrouble } from './mail-trouble.js';
import { PasswordSeal } from './password.seal.js';
import type { Smtp } from './smtp.entity.js';

/** A trial is part of a request: somebody waits for its end. */
const TRY_WITHIN_MS = 6_000;
const CONNECT_WITHIN_MS = 15_000;
/** From an e-mail's first command to the server's answer to its end. */
export const SEND_WITHIN_MS = 20_000;

/** The way to the mail servers of businesses. */
@Injectable()
export class MailServers {
  private readonly seal: PasswordSeal;

  constructor(private readonly settings: MessagingSettings) {
    this.seal = new PasswordSeal(settings.smtpSecretKeys);
  }

  /** @throws MailTrouble */
  async connect(server: MailServer, connectWithinMs = CONNECT_WITHIN_MS): Promise<MailConnection> {
    const { smtpPrivateHosts, smtpPlain, smtpCa } = this.settings;
    const address = await addressOf(server.host, smtpPrivateHosts);
    return MailConnection.open(server, {
      address,
      isPlainAllowed: smtpPlain,
      connectWithinMs,
      sendWithinMs: SEND_WITHIN_MS,
      ca: smtpCa,
    });
  }

  /** Signs in, and leaves again. @throws MailTrouble */
  async tryOut(server: MailServer): Promise<void> {
    const connection = await this.connect(server, TRY_WITHIN_MS);
    connection.close();
  }

  /** What is stored of a server, for use. @throws MailTrouble when the key of its password is gone */
  serverOf({ tenantId, host, port, secure, username, password, keyId, from }: Smtp): MailServer {
    const server = { host, port, secure, username, from };
    if (password === null || keyId === null) return { ...server, password: null };
    try {
      return { ...server, password: this.seal.open(tenantId, { bytes: password, keyId }) };
    } catch {
      throw new MailTrouble('smtp_password_lost', 'failed');
    }
  }

  /** What is stored of a password. */
  closed(tenantId: string, password: string | null): Pick<Smtp, 'password' | 'keyId'> {
    if (password === null) return { password: null, keyId: null };
    const { bytes, keyId } = this.seal.close(tenantId, password);
    return { password: bytes, keyId };
  }
}
