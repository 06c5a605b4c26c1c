import type { CarrierStatus, StatusReported } from '@fieldline/contracts';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Callback {
  readonly tenantId: string;
  readonly payload: StatusReported;
}

/** Plays the gateway for Twilio's status callbacks: hands each on as the fact that it makes of it. */
export class CallbackReceiver {
  /** Facts go here once there is somebody to hear them. */
  onCallback: (callback: Callback) => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<CallbackReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new CallbackReceiver(`http://127.0.0.1:${port}`, server);
    server.on('request', (request, response) => {
      const answer = (status: number): void => void response.writeHead(status).end();
      receiver.receive(request).then(
        () => answer(204),
        () => answer(500),
      );
    });
    return receiver;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const field = (name: string): string => form.get(name) ?? '';
    const [, , , , tenantId = '', messageId = ''] = (request.url ?? '').split('/');
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
