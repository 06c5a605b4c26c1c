import type { FastifyInstance } from 'fastify';
import type { Brand } from './a2p/brand.js';
import { brandRoutes } from './a2p/brand.routes.js';
import { Brands } from './a2p/brands.js';
import { campaignRoutes } from './a2p/campaign.routes.js';
import { Campaigns } from './a2p/campaigns.js';
import { NumberRegistrations } from './a2p/number-registrations.js';
import { Otps } from './a2p/otps.js';
import type { Vetting } from './a2p/vetting.js';
import { vettingRoutes } from './a2p/vetting.routes.js';
import type { Accounts } from './account/accounts.js';
import type { Address } from './address/address.js';
import { addressRoutes } from './address/address.routes.js';
import type { CallbackQueue } from './callback/callback.queue.js';
import { EventStreams } from './event-stream/event-streams.js';
import { sinkRoutes } from './event-stream/sink.routes.js';
import { subscribedTypeRoutes } from './event-stream/subscribed-type.routes.js';
import { subscriptionRoutes } from './event-stream/subscription.routes.js';
import type { Faults } from './fault/faults.js';
import type { Messages } from './message/messages.js';
import type { MessagingServices } from './messaging-service/messaging-services.js';
import type { PhoneNumbers } from './phone-number/phone-numbers.js';
import { PlannedOutcomes } from './review/planned-outcomes.js';
import { registrationRoutes } from './review/registration.routes.js';
import { Reviews } from './review/reviews.js';
import { Rows } from './state/rows.js';
import type { Store } from './state/store.js';
import { assignmentRoutes } from './trusthub/assignment.routes.js';
import type { Assignment, Bundle } from './trusthub/bundle.js';
import { bundleRoutes } from './trusthub/bundle.routes.js';
import { Bundles } from './trusthub/bundles.js';
import { Contents } from './trusthub/contents.js';
import { type Entity, toDocumentView, toEndUserView } from './trusthub/entity.js';
import { entityRoutes } from './trusthub/entity.routes.js';
import { type Evaluation, evaluationRoutes } from './trusthub/evaluation.routes.js';
import { DOCUMENT_TYPES, END_USER_TYPES } from './trusthub/policy.js';
import { policyRoutes } from './trusthub/policy.routes.js';
import type { TwilioApi } from './wire/api.js';

interface Rooms {
  store: Store;
  accounts: Accounts;
  faults: Faults;
  callbacks: CallbackQueue;
  messages: Messages;
  services: MessagingServices;
  phoneNumbers: PhoneNumbers;
}

/** The rooms of a business's registration, put together. */
export function assembleRegistration(rooms: Rooms) {
  const { store, faults, callbacks } = rooms;
  const entities = new Rows<Entity>(store, 'entity');
  const addresses = new Rows<Address>(store, 'address');
  const evaluations = new Rows<Evaluation>(store, 'evaluation');
  const vettings = new Rows<Vetting>(store, 'vetting');
  const contents = new Contents({
    ...rooms,
    entities,
    addresses,
    bundles: new Rows<Bundle>(store, 'bundle'),
    assignments: new Rows<Assignment>(store, 'assignment'),
  });
  const planned = new PlannedOutcomes(store);
  const reviews = new Reviews(store, faults, planned);
  const streams = new EventStreams(store, callbacks);
  const brandRows = new Rows<Brand>(store, 'brand');
  const otps = new Otps({ ...rooms, contents, brands: brandRows });
  const shared = { ...rooms, contents, reviews, streams, otps, brandRows };
  const bundles = new Bundles(shared);
  const brands = new Brands(shared);
  const campaigns = new Campaigns({ ...shared, brands });
  const numbers = new NumberRegistrations({ ...shared, campaigns });
  for (const reviewed of [bundles, brands, campaigns, numbers]) reviews.add(reviewed);

  const routes = (api: TwilioApi) => {
    addressRoutes(api, addresses);
    policyRoutes(api);
    entityRoutes(api, entities, {
      path: '/v1/EndUsers',
      prefix: 'IT',
      types: END_USER_TYPES,
      view: toEndUserView,
    });
    entityRoutes(api, entities, {
      path: '/v1/SupportingDocuments',
      prefix: 'RD',
      types: DOCUMENT_TYPES,
      view: toDocumentView,
    });
    for (const kind of ['profile', 'trust_product'] as const) {
      bundleRoutes(api, bundles, kind);
      assignmentRoutes(api, { bundles, contents }, kind);
      evaluationRoutes(api, { bundles, contents, evaluations }, kind);
    }
    brandRoutes(api, { brands, otps });
    vettingRoutes(api, brands, vettings);
    campaignRoutes(api, { ...rooms, brands, campaigns });
    sinkRoutes(api, streams);
    subscriptionRoutes(api, streams);
    subscribedTypeRoutes(api, streams);
  };
  const demoRoutes = (server: FastifyInstance) => registrationRoutes(server, { reviews, planned });
  return { reviews, otps, brands, campaigns, numbers, routes, demoRoutes };
}
