import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { GatewayModule } from '../app.module.js';
import { RouteCheck, routesOf } from './route-check.js';

describe('routes', () => {
  test('say who may call them', () => {
    const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, GatewayModule);
    const routes = routesOf(controllers);
    expect(Object.fromEntries(routes.map(({ name, access }) => [name, access]))).toEqual({
      'AccessController.login': 'public',
      'AccessController.me': 'me:read',
      'AlertController.acknowledge': 'alerts:write',
      'AlertController.alerts': 'balance:read',
      'AlertController.change': 'alerts:write',
      'ApiKeyController.create': 'api_keys:write',
      'ApiKeyController.delete': 'api_keys:write',
      'ApiKeyController.list': 'api_keys:read',
      'BalanceController.adjust': 'balance:adjust',
      'BalanceController.balance': 'balance:read',
      'BalanceController.charges': 'balance:read',
      'BalanceController.entries': 'balance:read',
      'CheckoutController.cancel': 'public',
      'CheckoutController.checkout': 'public',
      'CheckoutController.left': 'public',
      'CheckoutController.pay': 'public',
      'CheckoutController.thanks': 'public',
      'ConsentController.ofContact': 'consents:read',
      'ConsentController.record': 'consents:write',
      'ConsentController.search': 'consents:read',
      'ContactController.get': 'contacts:read',
      'ContactController.import': 'contacts:write',
      'ContactController.list': 'contacts:read',
      'ContactController.upsert': 'contacts:write',
      'ConversationController.entries': 'conversations:read',
      'ConversationController.get': 'conversations:read',
      'ConversationController.list': 'conversations:read',
      'ConversationController.name': 'conversations:write',
      'DeadLetterController.drop': 'dead_letters:write',
      'DeadLetterController.get': 'dead_letters:read',
      'DeadLetterController.list': 'dead_letters:read',
      'DeadLetterController.replay': 'dead_letters:write',
      'EstimateController.estimate': 'messages:write',
      'JobController.get': 'jobs:read',
      'JobController.import': 'jobs:write',
      'JobController.list': 'jobs:read',
      'JobController.upsert': 'jobs:write',
      'JobTypeController.get': 'jobs:read',
      'JobTypeController.list': 'jobs:read',
      'JobTypeController.upsert': 'job_types:write',
      'MessageController.cancel': 'messages:write',
      'MessageController.get': 'messages:read',
      'MessageController.list': 'messages:read',
      'MessageController.send': 'messages:write',
      'PurchaseController.bundles': 'purchases:read',
      'PurchaseController.get': 'purchases:read',
      'PurchaseController.list': 'purchases:read',
      'PurchaseController.open': 'purchases:write',
      'PurchaseController.receipt': 'purchases:read',
      'PurchaseController.refund': 'purchases:refund',
      'PurchasePolicyController.change': 'purchases:write',
      'PurchasePolicyController.policy': 'purchases:read',
      'RechargeController.recharge': 'purchases:read',
      'RechargeController.set': 'purchases:write',
      'RepublicationController.get': 'republications:read',
      'RepublicationController.list': 'republications:read',
      'RepublicationController.request': 'republications:write',
      'StatementController.get': 'balance:read',
      'StripeController.deliver': 'public',
      'TelephonyController.inbound': 'public',
      'TelephonyController.status': 'public',
      'TenantController.activate': 'tenants:write',
      'TenantController.create': 'tenants:write',
      'TenantController.get': 'tenant:read',
      'TenantController.list': 'tenants:read',
      'TieOutController.get': 'tie_outs:read',
      'TieOutController.list': 'tie_outs:read',
      'TieOutController.request': 'tie_outs:write',
      'UserController.change': 'users:write',
      'UserController.create': 'users:write',
      'UserController.list': 'users:read',
      'WelcomeController.welcome': 'public',
    });
  });

  test('that don’t keep the gateway from starting', async () => {
    @Controller()
    class ForgetfulController {
      @Get() everything(): void {}
    }
    @Module({
      imports: [DiscoveryModule],
      controllers: [ForgetfulController],
      providers: [RouteCheck],
    })
    class ForgetfulModule {}
    const start = NestFactory.createApplicationContext(ForgetfulModule, {
      logger: false,
      abortOnError: false,
    });
    await expect(start).rejects.toThrow('ForgetfulController.everything');
  });
});
