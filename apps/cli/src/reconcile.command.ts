import { AuditTrail } from '@coffee/features/audit';
import { type LedgerDifference, RefundLedger } from '@coffee/features/orders';
import { PaymentProviders, PaymentsModule } from '@coffee/features/payments';
import { type RollupDifference, RollupsService } from '@coffee/features/reports';
import { TenantDb } from '@coffee/data/tenant-db';
import { type Config, loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import type { DataSource } from 'typeorm';
import { CliCommand } from './cli-command';
import { withDatabase } from './database';
import { withFeatures } from './feature-session';
import { UsageError } from './failures';
import { operator } from './operator';
import { Terminal } from './terminal';

@Command({
  name: 'reconcile',
  description:
    'Compare the day sums with the orders they stand for, and a day of refunds with the providers; 1 when something differs and is not repaired',
})
export class ReconcileCommand extends CliCommand {
  protected readonly examples = ['reconcile', 'reconcile --fix --json', 'reconcile --day 2026-03-10'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { fix?: boolean; json?: boolean; day?: string }): Promise<void> {
    const config = loadConfig();
    const { differences, fixed } = await withDatabase(config, (dataSource) =>
      reconcile(dataSource, options.fix ?? false),
    );
    const ledger = options.day === undefined ? null : await compareLedgers(config, options.day);
    const wire = { differences: differences.map(toWire), fixed, ...(ledger && { refunds: ledger }) };
    this.terminal.result(options.json, wire, [...sumLines(differences, fixed), ...ledgerLines(ledger)]);
    const isAtOdds = !fixed && differences.length > 0;
    if (isAtOdds || hasDifferences(ledger)) process.exitCode = 1;
  }

  @Option({ flags: '--fix', description: 'write the sums of these days anew' })
  fix(): boolean {
    return true;
  }

  @Option({ flags: '--day <day>', description: 'ask the providers for each refund of this day (YYYY-MM-DD)' })
  day(value: string): string {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
    if (!isDay) throw new UsageError('--day must be a day such as 2026-03-10');
    return value;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

function toWire({ merchantId, ...difference }: RollupDifference): object {
  return { ...difference, merchant_id: merchantId };
}

function describe({ table, merchantId, day, key, expected, found }: RollupDifference): string {
  const sums = (values: Record<string, number> | null): string =>
    values ? JSON.stringify(values) : 'nothing';
  const place = [`merchant ${merchantId}`, day, key].filter(Boolean).join(', ');
  return `${table} (${place}): the orders say ${sums(expected)}, the sums ${sums(found)}`;
}

async function reconcile(dataSource: DataSource, fix: boolean) {
  const rollups = new RollupsService(dataSource);
  const differences = await rollups.differences();
  const fixed = fix && differences.length > 0;
  const days = fixed ? new Set(differences.map(({ day }) => day)) : [];
  // Told first: a repair that was begun and stopped halfway was a change too.
  if (fixed)
    await new AuditTrail(new TenantDb(dataSource)).recordAs(operator(), {
      action: 'rollups.repaired',
      targetType: 'database',
      targetId: 'day_sums',
      summary: `Wrote the sums of ${[...days].length} days anew`,
      before: { differences: differences.length },
      after: { days: [...days] },
    });
  for (const day of days) await rollups.rebuild(null, day, day);
  return { differences, fixed };
}

interface LedgerResult {
  day: string;
  asked: number;
  differences: LedgerDifference[];
}

async function compareLedgers(config: Config, day: string): Promise<LedgerResult> {
  return withFeatures(config, [PaymentsModule], async (app) => {
    const ledger = new RefundLedger(app.get(TenantDb, { strict: false }), app.get(PaymentProviders));
    return { day, ...(await ledger.compareDay(day)) };
  });
}

function describeRefund({ refundId, orderId, provider, ours, theirs }: LedgerDifference): string {
  return `refund ${refundId} (order ${orderId}): we say ${ours}, ${provider} says ${theirs}`;
}

const hasDifferences = (ledger: LedgerResult | null): boolean =>
  ledger !== null && ledger.differences.length > 0;

function ledgerLines(ledger: LedgerResult | null): string[] {
  if (ledger === null) return [];
  const { day, asked, differences } = ledger;
  const summary =
    differences.length === 0
      ? `The ${asked} refunds of ${day} are the same at their providers`
      : `${differences.length} of the ${asked} refunds of ${day} differ`;
  return [...differences.map(describeRefund), summary];
}

function sumLines(differences: readonly RollupDifference[], fixed: boolean): string[] {
  if (differences.length === 0) return ['The sums agree with the orders'];
  const repaired = fixed ? 'Repaired' : 'Repair them with --fix';
  return [...differences.map(describe), `${differences.length} sums differ from the orders. ${repaired}`];
}
