export {
  decide,
  INBOUND_BASIS_DAYS,
  type Decision,
  type Hold,
  type SendFacts,
  type Stop,
} from './decide.js';
