import { CommandsModule } from '@coffee/features/commands';
import { loadConfig } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { MetricsModule } from '@coffee/platform/metrics';
import { RedisCommands, RedisModule } from '@coffee/platform/redis';
import type { INestApplicationContext } from '@nestjs/common';
import { withFeatures } from '../feature-session';

/** Lends the commands feature, and leaves only when the waiting machines have been rung for. */
export function withCommands<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  return withFeatures(loadConfig(), [RedisModule, LiveModule, MetricsModule, CommandsModule], async (app) => {
    const redis = app.get(RedisCommands);
    await redis.whenReady();
    const answer = await work(app);
    // Answered after all that was sent before it. Without Redis the machines find their commands at their next poll.
    await redis.ping().catch(() => undefined);
    return answer;
  });
}
