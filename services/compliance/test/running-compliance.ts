import {
  newId,
  NumberPurchased,
  RegistrationChanged,
  RegistrationReported,
  type RegistrationRelayed,
  type RegistrationState,
  type RegistrationView,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import {
  type Answer,
  eventually,
  type ServiceUnderTest,
  startServiceUnderTest,
} from '@fieldline/testing';
import { OwnClients, ParentClient } from '@fieldline/twilio';
import { type Simulator, startSimulator } from '@fieldline/twilio-simulator';
import type { ComplianceSettings } from '../src/config.js';
import { compliance } from '../src/index.js';
import { NewsReceiver } from './news-receiver.js';
import { TwilioProxy } from './twilio-proxy.js';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'test-token-of-the-parent' };
const PATIENCE = { timeoutMs: 60_000, intervalMs: 100 };

export interface Business {
  readonly tenantId: string;
  readonly accountSid: string;
  readonly numberSid: string;
}

/** Compliance on a real Postgres with the simulator as Twilio; the other services are played by the test. */
export class RunningCompliance {
  private lastBusiness: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly service: ServiceUnderTest,
    readonly simulator: Simulator,
    readonly proxy: TwilioProxy,
    readonly news: NewsReceiver,
    readonly heard: Received[],
    private readonly twilio: ParentClient,
    private readonly own: OwnClients,
  ) {}

  static async start(settings: Partial<ComplianceSettings> = {}): Promise<RunningCompliance> {
    const simulator = await startSimulator({ port: 0, ...ACCOUNT });
    const proxy = await TwilioProxy.start(simulator.url);
    const news = await NewsReceiver.start();
    const address = { twilioAccountSid: ACCOUNT.accountSid, twilioAuthToken: ACCOUNT.authToken };
    const service = await startServiceUnderTest(compliance, {
      ...address,
      twilioBaseUrl: proxy.url,
      twilioTimeoutMs: 4_000,
      publicBaseUrl: news.url,
      callbackSecret: 'a-secret-of-twenty-four-characters',
      registrationPaceMs: 0,
      registrationPauseMs: 0,
      registrationPollSeconds: 1,
      ...settings,
    });
    const heard = await service.listen('compliance.registration');
    const twilio = new ParentClient(
      { ...address, twilioBaseUrl: simulator.url },
      { timeoutMs: 5_000 },
    );
    const own = new OwnClients({
      ...address,
      twilioBaseUrl: simulator.url,
      twilioTimeoutMs: 5_000,
    });
    return new RunningCompliance(service, simulator, proxy, news, heard, twilio, own);
  }

  async stop(): Promise<void> {
    this.news.onReport = () => Promise.resolve();
    await this.service.stop();
    await this.proxy.close();
    await this.news.close();
    await this.simulator.close();
  }

  /** From now on what Twilio tells becomes facts, as the gateway would make them. */
  hearNews(): void {
    this.news.onReport = async (report) => void (await this.report(report));
  }

  report(payload: RegistrationReported): Promise<string[]> {
    return this.service.say(RegistrationReported, [{ tenantId: payload.businessId, payload }]);
  }

  /** A business that was activated: with an account at Twilio and a number in it. One after the other. */
  business(): Promise<Business> {
    const next = this.lastBusiness.then(() => this.activate());
    this.lastBusiness = next;
    return next;
  }

  private async activate(): Promise<Business> {
    const tenantId = newId();
    const { sid: accountSid } = await this.twilio.parent.api.v2010.accounts.create({
      friendlyName: tenantId,
    });
    return { tenantId, accountSid, numberSid: await this.buyNumber(tenantId, accountSid) };
  }

  /** Buys a business a number, or another. Answers Twilio's name of it. */
  async buyNumber(tenantId: string, accountSid: string): Promise<string> {
    const client = this.twilio.of(accountSid);
    const [found] = await client.availablePhoneNumbers('US').local.list({ limit: 1 });
    const { phoneNumber = '' } = found ?? {};
    const { sid: numberSid } = await client.incomingPhoneNumbers.create({ phoneNumber });
    const purchased: NumberPurchased = {
      numberId: newId(),
      phoneNumber,
      accountSid,
      providerSid: numberSid,
      version: 1,
    };
    const said = await this.service.say(NumberPurchased, [{ tenantId, payload: purchased }]);
    await this.service.handled(said);
    return numberSid;
  }

  submit(tenantId: string, form: object): Promise<Answer<RegistrationRelayed>> {
    return this.service.call(tenantId, ['POST', '/registration'], { body: form, role: 'owner' });
  }

  async view(tenantId: string): Promise<RegistrationView> {
    return (await this.service.call<RegistrationView>(tenantId, ['GET', '/registration'])).body;
  }

  /** A registration once it has come to a state. */
  reaches(
    tenantId: string,
    state: RegistrationState,
    timeoutMs = PATIENCE.timeoutMs,
  ): Promise<RegistrationView> {
    return eventually(
      async () => {
        const view = await this.view(tenantId);
        if (view.state !== state)
          throw new Error(
            `${view.state}: ${JSON.stringify(view.steps.filter((s) => s.state !== 'done'))}`,
          );
        return view;
      },
      { ...PATIENCE, timeoutMs },
    );
  }

  /** Changes that were told of a business. */
  told(tenantId: string): RegistrationChanged[] {
    return this.heard
      .filter((event) => event.tenantId === tenantId)
      .map(({ payload }) => payload as RegistrationChanged);
  }

  /** Says beforehand what becomes of an account's next of a kind. */
  async decide(
    accountSid: string,
    kind: string,
    status: string,
    errors: unknown[] = [],
  ): Promise<void> {
    await this.play('POST', '/registrations/next', {
      accountSid,
      kind,
      outcome: { status, errors },
    });
  }

  /** Says afterwards what becomes of something. */
  async change(sid: string, status: string, errors: unknown[] = []): Promise<void> {
    await this.play('POST', `/registrations/${sid}/outcome`, { status, errors });
  }

  /** What the simulator has of an account. */
  async registered(accountSid: string): Promise<{ kind: string; status: string; sid: string }[]> {
    const { registrations } = (await this.play('GET', '/registrations')) as {
      registrations: { kind: string; status: string; sid: string; accountSid: string }[];
    };
    return registrations.filter((each) => each.accountSid === accountSid);
  }

  /** Who Twilio knows in an account, by our names of them. */
  async endUsers(
    accountSid: string,
  ): Promise<{ sid: string; friendlyName: string; attributes: unknown }[]> {
    return this.own.call(accountSid, (client) => client.trusthub.v1.endUsers.list({ limit: 50 }));
  }

  /** Somebody of the same name as somebody in an account: a create whose answer never came, done late. */
  async duplicateEndUsers(accountSid: string): Promise<void> {
    await this.own.call(accountSid, async ({ trusthub: { v1 } }) => {
      for (const { friendlyName, type } of await v1.endUsers.list({ limit: 50 }))
        await v1.endUsers.create({ friendlyName, type, attributes: {} });
    });
  }

  async play(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.simulator.url}${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
