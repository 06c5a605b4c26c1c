import { PrincipalSigner, ServiceClient } from '@fieldline/http';
import type { Provider } from '@nestjs/common';
import { GatewaySettings } from '../config.js';

/** The services behind the gateway, one class each, so that a room names the one it calls. */
export class Messaging extends ServiceClient {}
export class Billing extends ServiceClient {}
export class Compliance extends ServiceClient {}
export class Scheduler extends ServiceClient {}

export const serviceProviders: Provider[] = [
  {
    provide: PrincipalSigner,
    inject: [GatewaySettings],
    useFactory: ({ principalPrivateKey }: GatewaySettings) =>
      PrincipalSigner.create({ privateKeyJwk: principalPrivateKey }),
  },
  provider(Messaging, 'messaging', (settings) => settings.messagingUrl),
  provider(Billing, 'billing', (settings) => settings.billingUrl),
  provider(Compliance, 'compliance', (settings) => settings.complianceUrl),
  provider(Scheduler, 'scheduler', (settings) => settings.schedulerUrl),
];

function provider(
  Service: new (options: ConstructorParameters<typeof ServiceClient>[0]) => ServiceClient,
  name: string,
  baseUrlOf: (settings: GatewaySettings) => string,
): Provider {
  return {
    provide: Service,
    inject: [GatewaySettings, PrincipalSigner],
    useFactory: (settings: GatewaySettings, signer: PrincipalSigner) =>
      new Service({ name, baseUrl: baseUrlOf(settings), signer }),
  };
}
