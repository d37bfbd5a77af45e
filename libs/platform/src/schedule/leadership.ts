import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { ThrottledLog } from '../logging';

/** Any number will do, as long as it is ours alone in this database. */
const LOCK_KEY = 7_301_974;
const RETRY_MS = 2_000;
const PROBE_MS = 5_000;
const ANSWER_MS = 4_000;

interface LeadershipOptions {
  databaseUrl: string;
  onGained: () => void;
  onLost: () => void;
  retryMs?: number;
}

/**
 * One leader among all processes: who holds the advisory lock. PostgreSQL gives it up with the connection, so a dead leader
 * is followed within seconds, and a leader that loses its connection knows that it leads no more.
 */
export class Leadership {
  private readonly logger = new Logger('Leadership');
  private readonly log = new ThrottledLog('Leadership');
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private leading = false;
  private stopped = false;

  constructor(private readonly options: LeadershipOptions) {}

  get isLeader(): boolean {
    return this.leading;
  }

  start(): void {
    void this.campaign();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    const { client } = this;
    this.giveUp();
    await client?.end().catch(() => undefined);
  }

  /** One step: connect, ask for the lock or prove that we still hold it, and come back later. */
  private async campaign(): Promise<void> {
    this.timer = null;
    try {
      this.client ??= await this.connect();
      const { client } = this;
      if (this.leading) await client.query('select 1');
      else await this.ask(client);
    } catch (error) {
      this.log.warn('No connection to the database for the leadership', error);
      this.drop();
    }
    // Stopped in the middle of a step: leave neither the connection nor the lock behind.
    if (this.stopped) this.drop();
    else this.plan();
  }

  private async ask(client: Client): Promise<void> {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      LOCK_KEY,
    ]);
    if (rows[0]?.held !== true || this.stopped || this.client !== client) return;
    this.leading = true;
    this.logger.log({ msg: 'This process keeps the clock now' });
    this.options.onGained();
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.options.databaseUrl,
      application_name: 'coffee-beat',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      // PostgreSQL notices a vanished leader within half a minute and frees the lock.
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    // Without a listener a restart of PostgreSQL would end this process.
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    await client.connect();
    return client;
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.drop();
    // A step that runs now plans the next one itself; one that is planned need not wait for the pace of a leader.
    if (this.timer) this.plan();
  }

  private plan(): void {
    if (this.timer) clearTimeout(this.timer);
    const pause = this.leading ? PROBE_MS : (this.options.retryMs ?? RETRY_MS);
    this.timer = setTimeout(() => void this.campaign(), pause);
  }

  private drop(): void {
    const { client } = this;
    this.giveUp();
    client?.end().catch(() => undefined);
  }

  private giveUp(): void {
    this.client = null;
    if (!this.leading) return;
    this.leading = false;
    const level = this.stopped ? 'log' : 'warn';
    this.logger[level]({ msg: 'This process keeps the clock no more' });
    this.options.onLost();
  }
}
