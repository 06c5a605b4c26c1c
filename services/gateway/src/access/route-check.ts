import { isPublic } from '@fieldline/http';
import { Injectable, type OnApplicationBootstrap, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { isForMentioned, permissionOf } from './allow.js';
import type { Permission } from './permissions.js';

export interface Route {
  /** `MessageController.send` */
  readonly name: string;
  /** `POST v1/messages` */
  readonly request: string;
  readonly access: Permission | 'public' | undefined;
  /** Also for whom a note in the thread mentions. */
  readonly orMentioned: boolean;
}

/** Every route says who may call it: the gateway doesn't start with one that forgot. */
@Injectable()
export class RouteCheck implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    const controllers = this.discovery.getControllers().flatMap(({ metatype }) => metatype ?? []);
    const open = routesOf(controllers as Type[]).filter(({ access }) => access === undefined);
    if (open.length === 0) return;
    const names = open.map(({ name }) => name).join(', ');
    throw new Error(`Routes without @Allow or @Public: ${names}`);
  }
}

/** What each route of these controllers asks for. */
export function routesOf(controllers: readonly Type[]): Route[] {
  const [scanner, reflector] = [new MetadataScanner(), new Reflector()];
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, () => unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (!handler || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      const route = new ExecutionContextHost([], controller, handler);
      const access = isPublic(reflector, route) ? 'public' : permissionOf(reflector, route);
      const orMentioned = isForMentioned(reflector, route);
      const request = requestOf(controller, handler);
      return [{ name: `${controller.name}.${method}`, request, access, orMentioned }];
    });
  });
}

function requestOf(controller: Type, handler: object): string {
  const path = [controller, handler].flatMap((declared) =>
    String(Reflect.getMetadata(PATH_METADATA, declared) ?? '')
      .split('/')
      .filter(Boolean),
  );
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  return `${RequestMethod[method]} ${path.join('/')}`;
}
