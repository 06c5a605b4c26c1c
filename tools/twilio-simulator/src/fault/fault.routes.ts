import type { FastifyInstance } from 'fastify';
import { DemoError } from '../demo/demo.error.js';
import type { Faults } from './faults.js';
import { InvalidFaults } from './reading.js';

export function faultRoutes(server: FastifyInstance, faults: Faults): void {
  server.get('/faults', () => faults.settings);

  server.put('/faults', (request) => {
    try {
      return faults.put(request.body);
    } catch (error) {
      if (error instanceof InvalidFaults) throw new DemoError(400, 'invalid_faults', error.message);
      throw error;
    }
  });
}
