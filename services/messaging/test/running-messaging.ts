import {
  type ContactView,
  ConsentChanged,
  eventMeta,
  HoldGranted,
  JobChanged,
  MessageAccepted,
  type MessageView,
  newId,
  PLATFORM_ID,
  QuietHoursChanged,
  recipientIdOf,
  RegistrationChanged,
  SendingPauseChanged,
  StatusReported,
  TenantChanged,
  TextArrived,
  type Upserted,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import {
  type Answer,
  eventually,
  type ServiceUnderTest,
  startServiceUnderTest,
} from '@fieldline/testing';
import { type Simulator, startSimulator } from '@fieldline/twilio-simulator';
import type { MessagingSettings } from '../src/config.js';
import { messaging } from '../src/index.js';
import { CallbackReceiver } from './callback-receiver.js';
import { TwilioProxy } from './twilio-proxy.js';

export interface Business {
  readonly tenantId: string;
  readonly phoneNumber: string;
  readonly accountSid: string;
}

/** What a business is, beside its name: one that is registered and may text at any hour. */
export interface BusinessOptions {
  readonly country?: 'US' | 'CA';
  readonly introduceFirstText?: boolean;
  /** Null: nothing has been heard of it. */
  readonly registration?: { readonly submitted: boolean; readonly approved: boolean } | null;
  /** Null: nobody has set them. */
  readonly quietHours?: { readonly from: string; readonly to: string } | null;
}

const ALWAYS = { from: '00:00', to: '24:00' };
const APPROVED = { submitted: true, approved: true };

export interface PhoneText {
  readonly direction: 'from_phone' | 'to_phone';
  readonly body: string;
  readonly status: string;
  readonly automatic: boolean;
}

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'test-token-of-the-parent' };

/** Messaging on a real Postgres with the simulator as Twilio; the other services are played by the test. */
export class RunningMessaging {
  /** Credentials of the account that all businesses' accounts belong to. */
  static readonly parent = ACCOUNT;
  readonly granted = new Set<string>();

  private constructor(
    readonly service: ServiceUnderTest,
    readonly simulator: Simulator,
    readonly proxy: TwilioProxy,
    readonly callbacks: CallbackReceiver,
    readonly heard: Received[],
  ) {}

  /** @param definition messaging as it is, or made otherwise on purpose */
  static async start(
    settings: Partial<MessagingSettings> = {},
    definition = messaging,
  ): Promise<RunningMessaging> {
    const simulator = await startSimulator({ port: 0, ...ACCOUNT });
    const proxy = await TwilioProxy.start(simulator.url);
    const callbacks = await CallbackReceiver.start();
    const service = await startServiceUnderTest(definition, {
      twilioAccountSid: ACCOUNT.accountSid,
      twilioAuthToken: ACCOUNT.authToken,
      twilioBaseUrl: proxy.url,
      twilioTimeoutMs: 1_500,
      publicBaseUrl: callbacks.url,
      callbackSecret: 'a-secret-of-twenty-four-characters',
      smtpSecretKeys: 'k1:a-secret-of-twenty-four-characters',
      segmentsPerSecond: 500,
      ...settings,
    });
    const heard = await service.listen(
      'messaging.message',
      'messaging.contact',
      'messaging.number',
    );
    return new RunningMessaging(service, simulator, proxy, callbacks, heard);
  }

  /** From now on Twilio's callbacks become facts, as the gateway would make them; until then they are lost. */
  hearCallbacks(): void {
    this.callbacks.onCallback = async (callback) =>
      void (await this.service.say(StatusReported, [callback]));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.proxy.close();
    await this.callbacks.close();
    await this.simulator.close();
  }

  /** A business with a number. */
  async business(name = 'Acme Plumbing', options: BusinessOptions = {}): Promise<Business> {
    const tenantId = newId();
    const { country = 'US', introduceFirstText = false } = options;
    await this.tenant(tenantId, { name, country, introduceFirstText });
    const { registration = APPROVED, quietHours = ALWAYS } = options;
    if (registration) await this.registration(tenantId, registration);
    if (quietHours) await this.quietHours(tenantId, quietHours);
    const bought = await this.service.call<{ phoneNumber: string }>(
      tenantId,
      ['POST', '/numbers'],
      {
        body: { businessName: name, country, areaCode: country === 'US' ? '312' : '416' },
        role: 'operator',
      },
    );
    const { rows } = await this.service.admin.query<{ account_sid: string }>(
      'SELECT account_sid FROM number WHERE tenant_id = $1',
      [tenantId],
    );
    return {
      tenantId,
      phoneNumber: bought.body.phoneNumber,
      accountSid: rows[0]?.account_sid ?? '',
    };
  }

  /** Plays the gateway's word of what a business is, and waits until messaging has heard it. */
  async tenant(tenantId: string, change: Partial<TenantChanged>): Promise<void> {
    const payload: TenantChanged = {
      businessId: tenantId,
      name: 'Acme Plumbing',
      country: 'US',
      timeZone: 'America/Chicago',
      contactPhone: '+13125550100',
      state: 'active',
      messageDays: null,
      introduceFirstText: false,
      version: 1,
      ...change,
    };
    await this.service.handled(await this.service.say(TenantChanged, [{ tenantId, payload }]));
  }

  /** Plays compliance's word of how far a business's registration has come. */
  async registration(
    tenantId: string,
    change: Pick<RegistrationChanged, 'submitted' | 'approved'>,
    version = 1,
  ): Promise<void> {
    const payload: RegistrationChanged = {
      businessId: tenantId,
      path: 'us',
      state: change.approved ? 'approved' : 'in_review',
      reasons: [],
      change: null,
      by: null,
      changedAt: new Date().toISOString(),
      version,
      ...change,
    };
    const said = await this.service.say(RegistrationChanged, [{ tenantId, payload }]);
    await this.service.handled(said);
  }

  /** Plays compliance's word of when a business's texts may go. */
  async quietHours(
    tenantId: string,
    { from, to }: { readonly from: string; readonly to: string },
    version = 1,
  ): Promise<void> {
    const hours = { preset: null, from, to, sunday: null, by: null };
    const payload: QuietHoursChanged = { businessId: tenantId, ...hours, version };
    const said = await this.service.say(QuietHoursChanged, [{ tenantId, payload }]);
    await this.service.handled(said);
  }

  /** Plays the scheduler's word of a visit, and waits until messaging has heard it. */
  async visit(
    tenantId: string,
    change: Pick<JobChanged, 'jobId' | 'contactId' | 'version'> & Partial<JobChanged>,
  ): Promise<void> {
    const payload = { ...(eventMeta(JobChanged).example as JobChanged), ...change };
    await this.service.handled(await this.service.say(JobChanged, [{ tenantId, payload }]));
  }

  /** Plays an operator who pauses sending, or lets it go on: of a business, or everybody's. */
  async pause(paused: boolean, version: number, tenantId: string = PLATFORM_ID): Promise<void> {
    const pause = { pauseId: tenantId, paused, reason: 'A carrier asks', by: 'user:op', version };
    const said = await this.service.say(SendingPauseChanged, [{ tenantId, payload: pause }]);
    await this.service.handled(said);
  }

  putContact(
    tenantId: string,
    externalId: string,
    body: object,
  ): Promise<Answer<Upserted<ContactView>>> {
    return this.service.call(tenantId, ['PUT', `/contacts/ext:${externalId}`], { body });
  }

  /** Plays compliance, and waits until messaging has heard it. */
  async consent(
    tenantId: string,
    subjectId: string,
    change: Partial<ConsentChanged> = {},
  ): Promise<void> {
    const payload: ConsentChanged = {
      subjectId,
      subjectKind: 'contact',
      state: 'opted_in',
      origin: 'staff',
      basis: 'express',
      source: 'web_form',
      boundRecipientId: null,
      written: false,
      expiresAt: null,
      eventId: null,
      keywordSequence: 0,
      by: 'user:dana',
      obtainedAt: null,
      changedAt: new Date().toISOString(),
      version: 1,
      ...change,
    };
    await this.service.say(ConsentChanged, [{ tenantId, payload }]);
    await eventually(async () => {
      const { body } = await this.service.call<{ version: number }>(tenantId, [
        'GET',
        `/projections/consent/${subjectId}`,
      ]);
      if (body.version < payload.version) throw new Error('the consent is not known yet');
    });
  }

  /** A customer who may be texted. */
  async customer(
    { tenantId }: Business,
    smsNumber: string,
    externalId = newId(),
  ): Promise<ContactView> {
    const { body } = await this.putContact(tenantId, externalId, {
      kind: 'customer',
      name: 'Dana',
      smsNumber,
    });
    await this.consent(tenantId, body.record.id, {
      boundRecipientId: recipientIdOf(tenantId, smsNumber),
    });
    return body.record;
  }

  send(tenantId: string, body: object, id = newId()): Promise<Answer<MessageView>> {
    return this.service.call(tenantId, ['PUT', `/messages/${id}`], { body });
  }

  async message(tenantId: string, id: string): Promise<MessageView> {
    return (await this.service.call<MessageView>(tenantId, ['GET', `/messages/${id}`])).body;
  }

  /** Plays billing: grants what messaging accepted. */
  async grant(tenantId: string, ...messageIds: string[]): Promise<void> {
    const events = await eventually(() => {
      const found = messageIds.map((id) => this.heard.find((event) => event.subject === id));
      if (found.some((event) => event === undefined)) throw new Error('not accepted yet');
      return found as Received<MessageAccepted>[];
    });
    const facts = events.map(({ payload: { messageId, conversationId, segments } }) => ({
      tenantId,
      payload: { messageId, conversationId, segments },
    }));
    await this.service.say(HoldGranted, facts);
  }

  /** Plays the gateway: a person texted a business, and messaging has taken it in. */
  async arrive(
    { tenantId, phoneNumber, accountSid }: Business,
    from: string,
    body: string,
    more: Partial<TextArrived> = {},
  ): Promise<TextArrived> {
    const payload: TextArrived = {
      conversationId: newId(),
      providerMessageId: `SM${newId().replaceAll('-', '')}`,
      accountSid,
      from,
      to: phoneNumber,
      body,
      segments: 1,
      mediaCount: 0,
      arrivedAt: new Date().toISOString(),
      ...more,
    };
    await this.service.handled(await this.service.say(TextArrived, [{ tenantId, payload }]));
    return payload;
  }

  async textsAt(number: string): Promise<PhoneText[]> {
    const response = await fetch(
      `${this.simulator.url}/phones/${encodeURIComponent(number)}/messages`,
    );
    return ((await response.json()) as { messages: PhoneText[] }).messages;
  }

  async faults(faults: object): Promise<void> {
    await fetch(`${this.simulator.url}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
  }
}
