/**
 * Jest runs its global set-up outside of its own module system, on plain Node, which strips types
 * but neither knows our `fieldline-source` condition nor finds `./x.ts` when asked for `./x.js`.
 */
import { registerHooks } from 'node:module';

export async function load() {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const conditions = ['fieldline-source', ...context.conditions];
      const ours = context.parentURL?.endsWith('.ts') && specifier.startsWith('.');
      return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, { ...context, conditions });
    },
  });
  try {
    return await import('../src/jest-servers.ts');
  } finally {
    hooks.deregister();
  }
}
