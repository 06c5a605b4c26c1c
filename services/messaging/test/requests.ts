import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { MessagingModule } from '../src/app.module.js';

/** Every HTTP request that messaging's controllers answer, with the parameters of its path as `:id`. */
export function requestsOfMessaging(): { readonly method: string; readonly path: string }[] {
  const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, MessagingModule) as Type[];
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    const base = Reflect.getMetadata(PATH_METADATA, controller) as string | undefined;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] ?? {};
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
      if (path === undefined || method === undefined) return [];
      return [{ method, path: [base, path].join('/').replaceAll(/\/{2,}|\/$/g, '/') }];
    });
  });
}
