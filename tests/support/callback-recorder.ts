import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

export interface Callback {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Stands where Twilio reaches the product: keeps each genuine callback, and hands it on. */
export class CallbackRecorder {
  readonly callbacks: Callback[] = [];
  /** The product's own address. */
  target = '';

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<CallbackRecorder> {
    const server = createServer();
    const recorder = new CallbackRecorder(server);
    server.on('request', (request, response) => {
      void text(request)
        .then((body) => recorder.pass({ path: request.url ?? '', headers: request.headers, body }))
        .then(
          (status) => response.writeHead(status).end(),
          () => response.destroy(),
        );
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Posts a callback as it is, or as it was changed. @returns the answer */
  post({ path, headers, body }: Callback): Promise<Response> {
    const signature = headers['x-twilio-signature'];
    return fetch(`${this.target}${path}`, {
      method: 'POST',
      headers: {
        'content-type': headers['content-type'] ?? '',
        ...(typeof signature === 'string' ? { 'x-twilio-signature': signature } : {}),
      },
      body,
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(callback: Callback): Promise<number> {
    this.callbacks.push(callback);
    return (await this.post(callback)).status;
  }
}
