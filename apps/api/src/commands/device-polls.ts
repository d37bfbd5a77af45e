import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

/** Machines that wait for a command. They are let go when their time is over, when they hang up, and at shutdown. */
@Injectable()
export class DevicePolls implements OnModuleDestroy {
  private readonly waiting = new Set<() => void>();
  private closing = false;

  async wait(request: IncomingMessage, seconds: number): Promise<void> {
    if (seconds <= 0 || this.closing || request.socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        request.socket.off('close', finish);
        this.waiting.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, seconds * 1000);
      request.socket.once('close', finish);
      this.waiting.add(finish);
    });
  }

  onModuleDestroy(): void {
    this.closing = true;
    for (const finish of [...this.waiting]) finish();
  }
}
