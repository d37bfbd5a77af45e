// Databases of the benchmark on the server that was given: one with the schema and an admin, copies of it with machines in
// them, and a copy of those for each server that is measured, so that none finds the rows of another.
import { createDataSource } from '@coffee/data/data-source';
import { migrate } from '@coffee/data/migrate';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { nameOf, parentOf } from './cpu';
import { program } from './programs';
import { seedCommands, seedDevices, seedOrders } from './seed';

export const ADMIN = { email: 'bench@example.com', password: 'Bench-123456!' };

export interface Dataset {
  devices: number;
  orders: number;
  /** Ended ones, of old batches. */
  commands?: number;
}

export class Databases {
  private readonly prefix = `bench_${randomBytes(4).toString('hex')}`;
  private readonly made: string[] = [];
  private readonly datasets = new Map<string, Promise<string>>();
  private template: Promise<string> | null = null;

  private constructor(
    private readonly url: string,
    private readonly server: Client,
    /** The process that started all others of the server; null when it does not run on this machine. */
    readonly postmaster: number | null,
  ) {}

  static async open(url: string): Promise<Databases> {
    const server = new Client({ connectionString: url });
    await server.connect();
    const { rows } = await server.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    return new Databases(url, server, nameOf(pid).startsWith('postgres') ? parentOf(pid) : null);
  }

  urlOf(name: string): string {
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.toString();
  }

  /** A database of its own with this data; answers its URL. */
  async copyOf(dataset: Dataset): Promise<string> {
    const key = JSON.stringify(dataset);
    const source = this.datasets.get(key) ?? this.makeDataset(dataset);
    this.datasets.set(key, source);
    const url = this.urlOf(await this.create(await source));
    await this.checkpoint();
    return url;
  }

  /** What the server still owes to the past is not to be paid while something is measured. */
  async checkpoint(): Promise<void> {
    await this.server.query('checkpoint');
  }

  async close(): Promise<void> {
    for (const name of this.made.reverse())
      await this.server.query(`drop database if exists "${name}" with (force)`);
    await this.server.end();
  }

  private async makeDataset({ devices, orders, commands = 0 }: Dataset): Promise<string> {
    this.template ??= this.makeTemplate();
    const name = await this.create(await this.template);
    const client = new Client({ connectionString: this.urlOf(name) });
    await client.connect();
    await seedDevices(client, devices);
    if (orders > 0) await seedOrders(client, devices, orders);
    if (commands > 0) await seedCommands(client, devices, commands);
    await client.query('vacuum analyze');
    await client.end();
    return name;
  }

  private async makeTemplate(): Promise<string> {
    const name = await this.create('template0');
    const db = createDataSource({ url: this.urlOf(name), poolSize: 2, applicationName: 'bench' });
    await db.initialize();
    await migrate(db);
    await db.destroy();
    const user = ['create-user', '--email', ADMIN.email, '--role', 'admin', '--password', ADMIN.password];
    const env = { ...process.env, DATABASE_URL: this.urlOf(name) };
    await promisify(execFile)(process.execPath, [program('cli'), ...user], { env });
    return name;
  }

  private async create(template: string): Promise<string> {
    const name = `${this.prefix}_${this.made.length}`;
    await this.server.query(`create database "${name}" template "${template}"`);
    this.made.push(name);
    return name;
  }
}
