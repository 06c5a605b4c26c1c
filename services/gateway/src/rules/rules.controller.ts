import { AcknowledgeRules, type AcknowledgementView, type RulesView } from '@fieldline/contracts';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { RulesService } from './rules.service.js';

/** What everybody reads before their first text. */
@Controller('v1/rules')
export class RulesController {
  constructor(private readonly rules: RulesService) {}

  @Get()
  @Allow('me:read')
  read(@Granted() access: Access): Promise<RulesView> {
    return this.rules.rules(access);
  }

  @Post('acknowledgement')
  @HttpCode(200)
  @Allow('me:read')
  acknowledge(
    @Granted() access: Access,
    @Body() { version }: AcknowledgeRules,
  ): Promise<AcknowledgementView> {
    return this.rules.acknowledge(access, version);
  }
}
