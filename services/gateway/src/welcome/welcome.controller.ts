import { Public } from '@fieldline/http';
import { Controller, Get, Header } from '@nestjs/common';
import { WELCOME } from './welcome.page.js';

@Controller()
@Public()
export class WelcomeController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  welcome(): string {
    return WELCOME;
  }
}
