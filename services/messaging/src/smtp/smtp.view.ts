import type { SmtpView } from '@fieldline/contracts';
import type { Smtp } from './smtp.entity.js';

export function toSmtpView(smtp: Smtp): SmtpView {
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    username: smtp.username,
    hasPassword: smtp.password !== null,
    from: smtp.from,
    verifiedAt: smtp.verifiedAt?.toISOString() ?? null,
    updatedAt: smtp.updatedAt.toISOString(),
  };
}
