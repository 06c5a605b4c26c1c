import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { attachPrincipal } from './caller.js';
import { PrincipalVerifier } from './principal-verifier.js';
import { forbidden, unauthorized } from './problems.js';

const PUBLIC = 'fieldline:public';
const OPERATOR_ONLY = 'fieldline:operator-only';

/** A route or controller that asks nobody who they are. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);

/** A route or controller for operators; others are answered 403. */
export const OperatorOnly = (): ClassDecorator & MethodDecorator =>
  SetMetadata(OPERATOR_ONLY, true);

/** The route's word counts before its controller's. */
export function isPublic(reflector: Reflector, context: ExecutionContext): boolean {
  return mark(reflector, PUBLIC, context);
}

export function isOperatorOnly(reflector: Reflector, context: ExecutionContext): boolean {
  return mark(reflector, OPERATOR_ONLY, context);
}

function mark(reflector: Reflector, key: string, context: ExecutionContext): boolean {
  return reflector.getAllAndOverride(key, [context.getHandler(), context.getClass()]) === true;
}

/** Lets in who carries a principal that the gateway signed. Events are no requests: they pass. */
@Injectable()
export class PrincipalGuard implements CanActivate {
  constructor(
    private readonly verifier: PrincipalVerifier,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http' || isPublic(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.verifier.verify(bearerOf(request));
    if (isOperatorOnly(this.reflector, context) && principal.role !== 'operator')
      throw forbidden('Only operators may do this.');
    attachPrincipal(request, principal);
    return true;
  }
}

/** @throws Problem 401 without a bearer token */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const token = /^Bearer ([^\s]{1,8192})$/i.exec(headers.authorization ?? '')?.[1];
  if (!token) throw unauthorized();
  return token;
}
