import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  /** Headers and body, as they came. */
  readonly source: string;
}

/** What it does with an e-mail: takes it, answers this number, or breaks off without an answer once it has it. */
export type MailManners = 'take' | 'break_off' | number;

export interface MailServerOptions {
  /** `none`: it has no encryption; `starttls`; `implicit`: from the first byte. */
  readonly tls?: 'none' | 'starttls' | 'implicit';
  readonly user?: { readonly name: string; readonly password: string };
}

/** A real SMTP server on this machine, which may misbehave. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Sign-ins and e-mails that were begun, whatever became of them. */
  signIns = 0;
  begun = 0;
  data: MailManners = 'take';
  recipient: 'take' | number = 'take';
  private readonly server: SMTPServer;

  private constructor({ tls = 'none', user }: MailServerOptions) {
    const options: SMTPServerOptions = {
      ...(tls === 'none' ? { disabledCommands: ['STARTTLS'], allowInsecureAuth: true } : {}),
      secure: tls === 'implicit',
      ...TEST_CERTIFICATE,
      authOptional: user === undefined,
      disableReverseLookup: true,
      closeTimeout: 200,
      onAuth: ({ username, password }, _session, done) => {
        this.signIns += 1;
        const isRight = username === user?.name && password === user?.password;
        if (isRight) done(null, { user: username });
        else done(answering(535));
      },
      onRcptTo: (_address, _session, done) =>
        this.recipient === 'take' ? done() : done(answering(this.recipient)),
      onData: (stream, { envelope }, done) => {
        this.begun += 1;
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (this.data === 'break_off') return this.breakOff();
          if (this.data !== 'take') return done(answering(this.data));
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          const to = envelope.rcptTo.map(({ address }) => address).join();
          this.mails.push({ from, to, source: Buffer.concat(chunks).toString() });
          done();
        });
      },
    };
    this.server = new SMTPServer(options);
    // A client that doesn't trust us hangs up.
    this.server.on('error', () => undefined);
  }

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const mail = new MailServer(options);
    await new Promise<void>((resolve) => mail.server.listen(0, '127.0.0.1', () => resolve()));
    return mail;
  }

  get port(): number {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return address.port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private breakOff(): void {
    for (const connection of this.server.connections) connection.close();
  }
}

function answering(responseCode: number): Error {
  return Object.assign(new Error('as the test wants it'), { responseCode });
}

/** Of `localhost`, signed by itself, for tests alone. */
export const TEST_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbWOYPf3xGwpzmRfR
coUPY93QQXVan7Bz1siWUbhmEw+hRANCAARWDVkBlwc0lfs4JiJjXvKdAv01Ok1H
gphvg+Dc0KG3s78bP3/SUnsjiWpJabl60LbjMnWPKI2ez2IBSaEreM5D
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBaDCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFYNWQGXBzSV+zgm
ImNe8p0C/TU6TUeCmG+D4NzQobezvxs/f9JSeyOJaklpuXrQtuMydY8ojZ7PYgFJ
oSt4zkOjTjBMMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBQL2pMyxlIxya4Nr88wuzvGSACTsTAKBggqhkjOPQQD
AgNJADBGAiEA2BVKG2YBLLlV24tgGa1HcKbPlKc+g97sqE62OkyfUdUCIQDCNtRK
8RgRiQNaG8QCjWqudgeI1LQ/KCtIpeI/X7RhFg==
-----END CERTIFICATE-----`,
};
