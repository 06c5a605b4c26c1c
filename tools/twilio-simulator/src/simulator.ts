import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { accountRoutes } from './account/account.routes.js';
import { Accounts } from './account/accounts.js';
import { CallbackQueue } from './callback/callback.queue.js';
import { prepareDemoApi } from './demo/demo-api.js';
import { faultRoutes } from './fault/fault.routes.js';
import { Faults } from './fault/faults.js';
import { LIMITS } from './limits.js';
import type { Logger } from './logger.js';
import { Delivery } from './message/delivery.js';
import { messageRoutes } from './message/message.routes.js';
import { Messages } from './message/messages.js';
import { messagingServiceRoutes } from './messaging-service/messaging-service.routes.js';
import { MessagingServices } from './messaging-service/messaging-services.js';
import { paceOf, type SimulatorOptions } from './options.js';
import { pageRoutes } from './page/page.routes.js';
import { eventRoutes } from './phone/events.routes.js';
import { OptOuts } from './phone/opt-outs.js';
import { phoneRoutes } from './phone/phone.routes.js';
import { textRoutes } from './phone/text.routes.js';
import { Texting } from './phone/texting.js';
import { availableNumberRoutes } from './phone-number/available.routes.js';
import { phoneNumberRoutes } from './phone-number/phone-number.routes.js';
import { PhoneNumbers } from './phone-number/phone-numbers.js';
import { assembleRegistration } from './registration.js';
import { RequestLog } from './request/request.log.js';
import { requestRoutes } from './request/request.routes.js';
import { Store } from './state/store.js';
import { TwilioApi } from './wire/api.js';

const REQUEST_TIMEOUT_MS = 30_000;

/** The rooms, put together. */
export async function assemble(options: SimulatorOptions & { logger: Logger }) {
  const { logger } = options;
  const store = await Store.open(options.stateDir, logger);
  const faults = new Faults(options.timing, paceOf(options));
  const log = new RequestLog();
  const accounts = new Accounts(store, options);
  const phoneNumbers = new PhoneNumbers(store, faults);
  const services = new MessagingServices(store);
  const messages = new Messages(store);
  const optOuts = new OptOuts(store);
  const callbacks = new CallbackQueue(store, { accounts, faults, logger });
  const base = { store, faults, accounts, phoneNumbers, services, messages, optOuts, callbacks };
  const registration = assembleRegistration(base);
  const { reviews } = registration;
  const rooms = { ...base, ...registration };
  const delivery = new Delivery(rooms);
  const texting = new Texting(rooms);

  const server = Fastify({
    bodyLimit: LIMITS.requestBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  });
  const twilio = async (scope: FastifyInstance) => {
    await scope.register(formbody, { bodyLimit: LIMITS.requestBytes });
    const api = new TwilioApi(scope, accounts, faults, log, logger);
    accountRoutes(api, rooms);
    availableNumberRoutes(api, phoneNumbers);
    phoneNumberRoutes(api, rooms);
    messageRoutes(api, { messages, delivery, rules: rooms });
    messagingServiceRoutes(api, rooms);
    registration.routes(api);
  };
  const demo = async (scope: FastifyInstance) => {
    prepareDemoApi(scope, { allowedHosts: options.allowedHosts ?? [], logger });
    phoneRoutes(scope, { ...rooms, texting });
    textRoutes(scope, messages);
    eventRoutes(scope, messages);
    faultRoutes(scope, faults);
    requestRoutes(scope, log);
    registration.demoRoutes(scope);
    pageRoutes(scope);
    scope.get('/healthz', () => ({ status: 'ok' }));
  };
  await server.register(twilio);
  await server.register(demo);
  server.addHook('onClose', async () => {
    delivery.close();
    reviews.close();
    callbacks.close();
    store.close();
  });
  const resume = () => {
    callbacks.resume();
    delivery.resume();
    reviews.resume();
  };
  return { server, resume };
}
