import { Controller, Get } from '@nestjs/common';
import { Answer, Public, Raw } from '../http';
import { type Ready, Readiness } from './readiness';

@Controller()
@Public()
@Raw()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Alive: says nothing about what it depends on, so that no outage elsewhere gets the process killed. */
  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether to send requests here. */
  @Get('readyz')
  async ready(): Promise<Answer<Ready>> {
    const ready = await this.readiness.check();
    const serves = ready.status === 'ready' || ready.status === 'degraded';
    return new Answer(serves ? 200 : 503, ready, serves ? {} : { 'Retry-After': '2' });
  }
}
