import { createHash, timingSafeEqual } from 'node:crypto';
import { Config } from '@coffee/platform/config';
import { Unauthorized } from '@coffee/platform/errors';
import { MetricsPage } from '@coffee/platform/metrics';
import { Controller, Get, Headers } from '@nestjs/common';
import { Answer, Describe, Public, Raw } from '../http';

/** For Prometheus. Guarded by `Authorization: Bearer <METRICS_TOKEN>` where that is set. */
@Controller()
@Public()
@Raw('text/plain')
export class MetricsController {
  constructor(
    private readonly config: Config,
    private readonly page: MetricsPage,
  ) {}

  @Get()
  @Describe('Metrics of all processes in the format of Prometheus.')
  async metrics(@Headers('authorization') authorization: string | undefined): Promise<Answer<string>> {
    this.admit(authorization);
    const headers = { 'Content-Type': this.page.contentType, 'Cache-Control': 'no-store' };
    return new Answer(200, await this.page.text(), headers);
  }

  private admit(authorization: string | undefined): void {
    const { metricsToken } = this.config;
    if (metricsToken === null || sameSecret(authorization ?? '', `Bearer ${metricsToken}`)) return;
    throw new Unauthorized('Metrics need their bearer token');
  }
}

/** Hashed first, so that neither content nor length is told by the time it takes. */
function sameSecret(told: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(told), digest(expected));
}
