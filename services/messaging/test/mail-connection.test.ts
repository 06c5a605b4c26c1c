import { afterEach, describe, expect, test } from '@jest/globals';
import { freePort, MailServer, TEST_CERTIFICATE } from '@fieldline/testing';
import { MessagingSettings } from '../src/config.js';
import { MailConnection, type MailServer as Settings } from '../src/smtp/mail-connection.js';
import { MailServers } from '../src/smtp/mail-servers.js';
import type { MailTrouble } from '../src/smtp/mail-trouble.js';

const started: MailServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

async function mailServer(...options: Parameters<typeof MailServer.start>): Promise<MailServer> {
  const server = await MailServer.start(...options);
  started.push(server);
  return server;
}

const strict = { smtpPrivateHosts: true, smtpPlain: false, smtpCa: TEST_CERTIFICATE.cert };
function servers(settings: Partial<MessagingSettings> = {}): MailServers {
  const smtpSecretKeys = 'k1:a-secret-of-twenty-four-characters';
  const all = { smtpSecretKeys, ...strict, ...settings };
  return new MailServers(Object.assign(new MessagingSettings(), all));
}

const at = (port: number, more: Partial<Settings> = {}): Settings => ({
  host: 'localhost',
  port,
  secure: false,
  username: null,
  password: null,
  from: 'office@acme.test',
  ...more,
});
const mail = { id: 'mail-1', to: '3125550144@vzwpix.com', subject: 'Job', text: 'Dana\nÜ' };

async function troubleOf(work: Promise<unknown>): Promise<Partial<MailTrouble>> {
  const error = await work.then(
    () => undefined,
    (reason: MailTrouble) => reason,
  );
  const { code, outcome, smtpCode } = error ?? {};
  return { code, outcome, smtpCode };
}

describe('a connection', () => {
  test.each([
    ['STARTTLS', 'starttls', false],
    ['TLS from the first byte', 'implicit', true],
  ] as const)('by %s signs in and sends', async (_, tls, secure) => {
    const user = { name: 'office', password: 'pässword' };
    const server = await mailServer({ tls, user });
    const login = { username: user.name, password: user.password, secure };
    const connection = await servers().connect(at(server.port, login));
    await connection.send(mail);
    await connection.send({ ...mail, id: 'mail-2' });
    connection.close();
    expect(server.mails).toMatchObject([
      { from: 'office@acme.test', to: mail.to },
      { from: 'office@acme.test', to: mail.to },
    ]);
    expect(server.mails[0]?.source).toMatch(/^From: office@acme\.test$/m);
    expect(server.mails[0]?.source).toMatch(/^Message-ID: <mail-1@acme\.test>$/m);
    expect(server.signIns).toBe(1);
  });

  test('is refused for a server without encryption: nothing goes in the open', async () => {
    const user = { name: 'office', password: 'secret' };
    const server = await mailServer({ tls: 'none', user });
    const login = { username: user.name, password: user.password };
    expect(await troubleOf(servers().connect(at(server.port, login)))).toMatchObject({
      code: 'smtp_tls_failed',
    });
    expect(server.signIns).toBe(0);
    const connection = await servers({ smtpPlain: true }).connect(at(server.port, login));
    connection.close();
    expect(server.signIns).toBe(1);
  });

  test.each([
    ['starttls', false],
    ['implicit', true],
  ] as const)('is refused for a certificate that nobody vouches for (%s)', async (tls, secure) => {
    const server = await mailServer({ tls });
    const untrusting = servers({ smtpCa: undefined });
    expect(await troubleOf(untrusting.connect(at(server.port, { secure })))).toEqual({
      code: 'smtp_tls_failed',
      outcome: 'later',
      smtpCode: null,
    });
  });

  test.each([
    ['starttls', false],
    ['implicit', true],
  ] as const)('is refused for a certificate of another host (%s)', async (tls, secure) => {
    const server = await mailServer({ tls });
    const elsewhere = at(server.port, { host: 'mail.acme.test', secure });
    const open = MailConnection.open(elsewhere, {
      address: '127.0.0.1',
      isPlainAllowed: false,
      connectWithinMs: 5_000,
      sendWithinMs: 5_000,
      ca: TEST_CERTIFICATE.cert,
    });
    expect(await troubleOf(open)).toMatchObject({ code: 'smtp_tls_failed' });
  });

  test('says that the password is wrong', async () => {
    const server = await mailServer({ tls: 'starttls', user: { name: 'office', password: 'x' } });
    const login = { username: 'office', password: 'wrong' };
    expect(await troubleOf(servers().connect(at(server.port, login)))).toEqual({
      code: 'smtp_sign_in_refused',
      outcome: 'failed',
      smtpCode: 535,
    });
  });

  test('says that nobody is there', async () => {
    expect(await troubleOf(servers().connect(at(await freePort())))).toEqual({
      code: 'smtp_unreachable',
      outcome: 'later',
      smtpCode: null,
    });
    const nowhere = at(25, { host: 'no-such-host.invalid' });
    expect(await troubleOf(servers().connect(nowhere))).toMatchObject({ code: 'smtp_unreachable' });
  });

  test.each(['localhost', '127.0.0.1', '169.254.169.254', '10.0.0.1'])(
    'goes to no private network: %s',
    async (host) => {
      const server = await mailServer();
      const open = servers({ smtpPrivateHosts: false, smtpPlain: true });
      expect(await troubleOf(open.connect(at(server.port, { host })))).toEqual({
        code: 'smtp_host_not_allowed',
        outcome: 'failed',
        smtpCode: null,
      });
    },
  );
});

describe('an e-mail', () => {
  const plain = (): MailServers => servers({ smtpPlain: true });
  const attempt = async (server: MailServer): Promise<Partial<MailTrouble>> => {
    const connection = await plain().connect(at(server.port));
    return troubleOf(connection.send(mail).finally(() => connection.close()));
  };

  test.each([
    [451, 'later'],
    [421, 'later'],
    [550, 'failed'],
  ] as const)('answered %i to its text: %s', async (answer, outcome) => {
    const server = await mailServer();
    server.data = answer;
    expect(await attempt(server)).toEqual({ code: 'smtp_refused', outcome, smtpCode: answer });
  });

  test.each([
    [450, 'later'],
    [550, 'failed'],
  ] as const)('answered %i to its recipient: %s', async (answer, outcome) => {
    const server = await mailServer();
    server.recipient = answer;
    expect(await attempt(server)).toEqual({ code: 'smtp_refused', outcome, smtpCode: answer });
    expect(server.begun).toBe(0);
  });

  test.each(['recipient', 'data'] as const)(
    'goes on a connection on which the one before was refused its %s',
    async (step) => {
      const server = await mailServer();
      const connection = await plain().connect(at(server.port));
      server[step] = 550;
      expect(await troubleOf(connection.send(mail))).toMatchObject({ outcome: 'failed' });
      server[step] = 'take';
      await connection.send(mail);
      connection.close();
      expect(server.mails).toHaveLength(1);
    },
  );

  test('that gets no answer may have gone', async () => {
    const server = await mailServer();
    server.data = 'break_off';
    expect(await attempt(server)).toEqual({
      code: 'smtp_answer_lost',
      outcome: 'unknown',
      smtpCode: null,
    });
    expect(server.begun).toBe(1);
  });

  test('on a connection that is gone was not begun', async () => {
    const server = await mailServer();
    const connection = await plain().connect(at(server.port));
    await server.stop();
    started.splice(0);
    expect(await troubleOf(connection.send(mail))).toMatchObject({ outcome: 'later' });
  });
});
