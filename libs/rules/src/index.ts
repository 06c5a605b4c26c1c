export { decide, INBOUND_BASIS_DAYS, type Decision, type SendFacts, type Stop } from './decide.js';
