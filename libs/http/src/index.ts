export {
  type BodyParser,
  formBody,
  type FormFields,
  jsonLinesBodies,
  textBody,
} from './body-parser.js';
export { attachPrincipal, Caller, principalOf, TenantId } from './caller.js';
export { Drain } from './drain.js';
export { HealthController, READINESS_CHECKS, type ReadinessCheck } from './health.controller.js';
export { HealthModule } from './health.module.js';
export { createHttpApp, type HttpAppOptions } from './http-app.js';
export {
  IMPORT_MAX_LINES,
  importJsonLines,
  type LineResult,
  type LineWriter,
} from './json-lines.js';
export { listenOn, PortBusyError } from './listen.js';
export { generatePrincipalKeys, type PrincipalKeys } from './principal-keys.js';
export { PrincipalSigner, type SignerOptions } from './principal-signer.js';
export { PrincipalVerifier, type VerifierOptions } from './principal-verifier.js';
export {
  bearerOf,
  isOperatorOnly,
  isPublic,
  OperatorOnly,
  PrincipalGuard,
  Public,
} from './principal.guard.js';
export { readCursor, toPage } from './page.js';
export { problemDocument, PROBLEM_TYPE, sendProblem } from './problem-answer.js';
export { ProblemFilter } from './problem.filter.js';
export { type FieldError, Problem, type ProblemOptions } from './problem.js';
export * from './problems.js';
export {
  type CallOptions,
  type PostOptions,
  ServiceClient,
  type ServiceClientOptions,
} from './service-client.js';
export { path, serviceUrl } from './service-url.js';
export { toProblem } from './to-problem.js';
export { validationPipe } from './validation.pipe.js';
