import { getQueueToken } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { ThrottledLog } from '../logging';
import { declaredQueues } from './job-definition';

/** The Bull queues of this process by name. */
@Injectable()
export class BullQueues {
  private readonly log = new ThrottledLog('Queue');
  private readonly known = new Map<string, Queue>();

  constructor(private readonly moduleRef: ModuleRef) {}

  get(name: string): Queue {
    const known = this.known.get(name);
    if (known) return known;
    const queue = this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
    // Nest would wait for `queue.close()`, which waits for Redis without end; the connections are closed by their owner.
    Object.assign(queue, { onApplicationShutdown: () => undefined });
    queue.on('error', (error) => this.log.warn(`Queue "${name}" failed`, error));
    this.known.set(name, queue);
    return queue;
  }

  all(): Queue[] {
    return declaredQueues().map((name) => this.get(name));
  }
}
