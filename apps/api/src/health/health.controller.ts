import { Controller, Get } from '@nestjs/common';
import { Answer, Answers, Describe, Public, Raw } from '../http';
import { type Ready, Readiness } from './readiness';

@Controller()
@Public()
@Raw()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Asks nothing of what it depends on, so that no outage elsewhere gets the process killed. */
  @Get('healthz')
  @Describe('The process is alive.')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Describe(
    'Whether to send requests here: 503 when the database is away or the process is stopping. Without Redis or a worker ' +
      'the status is degraded with 200: PostgreSQL holds all work, and it is done when they are back.',
  )
  @Answers(null, { status: [200, 503] })
  async ready(): Promise<Answer<Ready>> {
    const ready = await this.readiness.check();
    const serves = ready.status === 'ready' || ready.status === 'degraded';
    return new Answer(serves ? 200 : 503, ready, serves ? {} : { 'Retry-After': '2' });
  }
}
