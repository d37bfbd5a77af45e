import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BullJobQueue } from './bull-job-queue';
import { BullQueues } from './bull-queues';
import { JobConsumers } from './job-consumers';
import { declaredQueues } from './job-definition';
import { JobHandlers } from './job-handlers';
import { JobQueue } from './job-queue';
import { QUEUE_ROLE, QueueConnections, type QueueRole } from './queue-connections';

@Module({})
class QueueConnectionsModule {
  static of(role: QueueRole): DynamicModule {
    return {
      module: QueueConnectionsModule,
      global: true,
      providers: [QueueConnections, { provide: QUEUE_ROLE, useValue: role }],
      exports: [QueueConnections, QUEUE_ROLE],
    };
  }
}

/** Import it after the features: it opens the queues of all jobs that are declared by then. */
@Module({})
export class QueueModule {
  /** For the API, the command line and a beat that runs apart: rings only. */
  static producer(): DynamicModule {
    return this.of('producer');
  }

  /** For the worker: rings, and runs every declared job. */
  static consumer(): DynamicModule {
    return this.of('consumer');
  }

  private static of(role: QueueRole): DynamicModule {
    const queues = declaredQueues().map((name) => ({
      name,
      useFactory: (connections: QueueConnections) => connections.queueOptions(),
      inject: [QueueConnections],
    }));
    return {
      module: QueueModule,
      global: true,
      imports: [QueueConnectionsModule.of(role), DiscoveryModule, BullModule.registerQueueAsync(...queues)],
      providers: [
        BullQueues,
        { provide: JobQueue, useClass: BullJobQueue },
        ...(role === 'consumer' ? [JobHandlers, JobConsumers] : []),
      ],
      exports: [JobQueue],
    };
  }
}
