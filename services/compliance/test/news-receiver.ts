import type {
  NumberRegistration,
  RegistrationReported,
  RegistrationResource,
} from '@fieldline/contracts';
import { type Receiver, startReceiver } from '@fieldline/testing';

const KINDS: Readonly<Record<string, RegistrationResource>> = {
  'brand-registration': 'brand',
  'campaign-registration': 'campaign',
  'number-registration': 'number',
  'number-deregistration': 'number',
};

const NUMBERS: Readonly<Record<string, NumberRegistration>> = {
  'number-registration.pending': 'pending',
  'number-registration.successful': 'successful',
  'number-registration.failed': 'failed',
  'number-deregistration.successful': 'ended',
};
const NOTHING_SAID = { numberRegistration: null, providerCode: null, saidAt: null };

/** Plays the gateway for what Twilio tells of registrations: hands it on as the facts that it makes of it. */
export class NewsReceiver {
  /** Reports go here once there is somebody to hear them. */
  onReport: (report: RegistrationReported) => Promise<void> = () => Promise.resolve();
  readonly reports: RegistrationReported[] = [];

  private receiver!: Receiver;

  static async start(): Promise<NewsReceiver> {
    const started = new NewsReceiver();
    started.receiver = await startReceiver((path, body) => started.receive(path, body));
    return started;
  }

  get url(): string {
    return this.receiver.url;
  }

  close(): Promise<void> {
    return this.receiver.close();
  }

  private async receive(path: string, body: string): Promise<void> {
    const [, , , door, businessId = ''] = path.split('/');
    const reports = door === 'events' ? ofEvents(businessId, body) : ofBundle(businessId, body);
    for (const report of reports) {
      this.reports.push(report);
      await this.onReport(report);
    }
  }
}

function ofEvents(businessId: string, body: string): RegistrationReported[] {
  const events = JSON.parse(body) as {
    type: string;
    data: Record<string, string> & { timestamp: number };
  }[];
  return events.flatMap(({ type, data }) => {
    const kind = KINDS[type.split('.')[4] ?? ''];
    if (!kind) return [];
    return {
      businessId,
      kind,
      accountSid: data['accountsid'] ?? '',
      resourceSid: data['phonenumbersid'] ?? null,
      messagingServiceSid: data['messagingservicesid'] ?? null,
      brandSid: data['brandsid'] ?? null,
      ...saidOfNumber(type, data),
      reportedAt: new Date().toISOString(),
    };
  });
}

function saidOfNumber(
  type: string,
  { timestamp, failureReason }: { timestamp: number; failureReason?: string },
): Pick<RegistrationReported, 'numberRegistration' | 'providerCode' | 'saidAt'> {
  const numberRegistration = NUMBERS[type.split('.').slice(4).join('.')];
  if (!numberRegistration) return NOTHING_SAID;
  const code = failureReason?.split('/').at(-1);
  return {
    numberRegistration,
    providerCode: code ? Number(code) : null,
    saidAt: new Date(timestamp).toISOString(),
  };
}

function ofBundle(businessId: string, body: string): RegistrationReported[] {
  const form = new URLSearchParams(body);
  return [
    {
      businessId,
      kind: 'bundle',
      accountSid: form.get('AccountSid') ?? '',
      resourceSid: form.get('BundleSid'),
      messagingServiceSid: null,
      brandSid: null,
      ...NOTHING_SAID,
      reportedAt: new Date().toISOString(),
    },
  ];
}
