import type { CarrierStatus, StatusReported } from '@fieldline/contracts';
import { type Receiver, startReceiver } from '@fieldline/testing';

export interface Callback {
  readonly tenantId: string;
  readonly payload: StatusReported;
}

/** Plays the gateway for Twilio's status callbacks: hands each on as the fact that it makes of it. */
export class CallbackReceiver {
  /** Facts go here once there is somebody to hear them. */
  onCallback: (callback: Callback) => Promise<void> = () => Promise.resolve();

  private receiver!: Receiver;

  static async start(): Promise<CallbackReceiver> {
    const started = new CallbackReceiver();
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
    const form = new URLSearchParams(body);
    const field = (name: string): string => form.get(name) ?? '';
    const [, , , , tenantId = '', messageId = ''] = path.split('/');
    const payload: StatusReported = {
      messageId,
      providerMessageId: field('MessageSid'),
      accountSid: field('AccountSid'),
      status: field('MessageStatus') as CarrierStatus,
      providerCode: form.has('ErrorCode') ? Number(field('ErrorCode')) : null,
      reportedAt: new Date().toISOString(),
    };
    await this.onCallback({ tenantId, payload });
  }
}
