import {
  ListQuery,
  type Page,
  PutShortcut,
  type ShortcutView,
  type Upserted,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ShortcutService } from './shortcut.service.js';

@Controller('shortcuts')
export class ShortcutController {
  constructor(private readonly shortcuts: ShortcutService) {}

  @Put(':name')
  put(
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Body() shortcut: PutShortcut,
  ): Promise<Upserted<ShortcutView>> {
    return this.shortcuts.put(tenantId, name, shortcut);
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<ShortcutView>> {
    return this.shortcuts.list(tenantId, query);
  }

  @Get(':name')
  get(@TenantId() tenantId: string, @Param('name') name: string): Promise<ShortcutView> {
    return this.shortcuts.get(tenantId, name);
  }

  @Delete(':name')
  delete(@TenantId() tenantId: string, @Param('name') name: string): Promise<{ name: string }> {
    return this.shortcuts.delete(tenantId, name);
  }
}
