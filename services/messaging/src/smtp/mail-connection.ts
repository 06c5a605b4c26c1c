import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { toMailTrouble } from './mail-trouble.js';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly from: string;
}

export interface ConnectionOptions {
  /** Where the host is. */
  readonly address: string;
  /** Goes on without encryption where the server has none. */
  readonly isPlainAllowed: boolean;
  /** Until it is signed in. */
  readonly connectWithinMs: number;
  /** From an e-mail's first command to its answer. */
  readonly sendWithinMs: number;
  /** Trusted besides the authorities that everybody trusts. */
  readonly ca?: string;
}

export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

type Done = (error?: Error | null) => void;

/** A signed-in connection to a business's mail server, for one e-mail after the other. */
export class MailConnection {
  private constructor(
    private readonly connection: SMTPConnection,
    private readonly from: string,
    private readonly sendWithinMs: number,
  ) {}

  /** @throws MailTrouble */
  static async open(server: MailServer, options: ConnectionOptions): Promise<MailConnection> {
    const { host, port, secure, username, password, from } = server;
    const { address, isPlainAllowed, connectWithinMs, ca } = options;
    const named = isIP(host) === 0 ? { servername: host } : {};
    const connection = new SMTPConnection({
      host: address,
      port,
      secure,
      requireTLS: !secure && !isPlainAllowed,
      name: domainOf(from),
      ...named,
      tls: { ...named, ...(ca === undefined ? {} : { ca }) },
      connectionTimeout: connectWithinMs,
      socketTimeout: options.sendWithinMs,
    });
    // It outlives each step: an error that nobody hears would end the process.
    connection.on('error', () => undefined);
    const step = (work: (done: Done) => void): Promise<void> =>
      inTime(connection, work, connectWithinMs).catch((error: Error) => {
        connection.close();
        throw toMailTrouble(error, false);
      });
    await step((done) => connection.connect(done));
    if (username !== null)
      await step((done) => connection.login({ user: username, pass: password ?? '' }, done));
    return new MailConnection(connection, from, options.sendWithinMs);
  }

  /** @throws MailTrouble whose outcome says whether it may be tried again */
  async send(mail: Mail): Promise<void> {
    const text = new WatchedText(await compose(this.from, mail));
    const envelope = { from: this.from, to: [mail.to] };
    await inTime(
      this.connection,
      (done) => this.connection.send(envelope, text, done),
      this.sendWithinMs,
    ).catch(async (error: Error) => {
      const trouble = toMailTrouble(error, text.isBegun);
      if (trouble.smtpCode !== null) await this.forget();
      throw trouble;
    });
  }

  /** What was refused still stands in the server: the next would be refused for it, not for itself. */
  private async forget(): Promise<void> {
    const reset = (done: Done): void => this.connection.reset(done);
    await inTime(this.connection, reset, this.sendWithinMs).catch(() => this.connection.close());
  }

  close(): void {
    this.connection.quit();
    this.connection.close();
  }
}

/** Says whether anybody has begun to read it: the client does so once the server asked for the text. */
class WatchedText extends Readable {
  isBegun = false;

  constructor(private readonly bytes: Buffer) {
    super();
  }

  override _read(): void {
    this.isBegun = true;
    this.push(this.bytes);
    this.push(null);
  }
}

/** One step of a conversation: it ends with its answer, an error of the connection, or when its time is over. */
function inTime(
  connection: SMTPConnection,
  work: (done: Done) => void,
  withinMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error | null): void => {
      clearTimeout(timer);
      connection.removeListener('error', end);
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => {
      end(new Error('no answer in time'));
      connection.close();
    }, withinMs);
    connection.on('error', end);
    work(end);
  });
}

/** The same e-mail has the same id, however often it is tried. */
function compose(from: string, { id, to, subject, text }: Mail): Promise<Buffer> {
  const messageId = `<${id}@${domainOf(from)}>`;
  const mail = {
    from,
    to,
    subject,
    text,
    messageId,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return new MailComposer(mail).compile().build();
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
