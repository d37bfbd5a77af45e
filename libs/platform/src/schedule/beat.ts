import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Config } from '../config';
import { markedMethods } from '../marks';
import { EVERY, type Rhythm } from './every.decorator';
import { Leadership } from './leadership';
import { Ticker, type ScheduledTask } from './ticker';

/** Keeps the clock of the installation: PostgreSQL decides who leads, so neither Redis nor a flush of it stops the sweeps. */
@Injectable()
export class Beat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Beat');
  private ticker: Ticker | null = null;
  private leadership: Leadership | null = null;

  constructor(
    private readonly config: Config,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  get isLeader(): boolean {
    return this.leadership?.isLeader ?? false;
  }

  onApplicationBootstrap(): void {
    const tasks = this.collect();
    refuseTwins(tasks);
    const ticker = new Ticker(tasks);
    this.ticker = ticker;
    this.leadership = new Leadership({
      databaseUrl: this.config.databaseUrl,
      onGained: () => ticker.start(),
      onLost: () => ticker.stop(),
    });
    this.leadership.start();
    this.logger.log({ msg: 'Schedules', tasks: tasks.map(({ name, seconds }) => `${name}/${seconds}s`) });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ticker?.stop();
    await this.ticker?.whenIdle();
    await this.leadership?.stop();
  }

  private collect(): ScheduledTask[] {
    return markedMethods<Rhythm>(EVERY, this.discovery, this.scanner).map(({ mark, run }) => ({
      ...mark,
      run: run as () => Promise<unknown>,
    }));
  }
}

function refuseTwins(tasks: readonly ScheduledTask[]): void {
  const names = tasks.map((task) => task.name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin) throw new Error(`Two schedules are named "${twin}"`);
}
