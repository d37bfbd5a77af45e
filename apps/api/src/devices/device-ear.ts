import { DeviceListening, LISTENING_SECONDS } from '@coffee/features/devices';
import { ThrottledLog } from '@coffee/platform/logging';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** Says every few seconds that machines can reach this process, so that the silence of others counts. */
@Injectable()
export class DeviceEar implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new ThrottledLog('DeviceEar');
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly listening: DeviceListening) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.mark(), LISTENING_SECONDS * 1_000);
    await this.mark();
  }

  beforeApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async mark(): Promise<void> {
    try {
      await this.listening.mark();
    } catch (error) {
      this.log.warn('Could not say that machines are heard', error);
    }
  }
}
