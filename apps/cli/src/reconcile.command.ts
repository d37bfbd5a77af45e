import { type LedgerDifference, RefundLedger } from '@coffee/features/orders';
import { PaymentProviders, PaymentsModule } from '@coffee/features/payments';
import { TenantDb } from '@coffee/data/tenant-db';
import { type Config, loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import type { DataSource } from 'typeorm';
import { CliCommand } from './cli-command';
import { withDatabase } from './database';
import { withFeatures } from './feature-session';
import { UsageError } from './failures';
import { inWords, StoredSums, type SumDifferences, toWire } from './reconcile-sums';
import { Terminal } from './terminal';

@Command({
  name: 'reconcile',
  description:
    'Compare day sums, hours of sales and availability with the orders and histories they stand for, and a day of refunds with the providers; 1 when something differs and is not repaired',
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
    const wire = { differences: toWire(differences), fixed, ...(ledger && { refunds: ledger }) };
    this.terminal.result(options.json, wire, [...sumLines(differences, fixed), ...ledgerLines(ledger)]);
    const isAtOdds = !fixed && inWords(differences).length > 0;
    if (isAtOdds || hasDifferences(ledger)) process.exitCode = 1;
  }

  @Option({ flags: '--fix', description: 'write what differs anew' })
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

async function reconcile(dataSource: DataSource, fix: boolean) {
  const sums = new StoredSums(dataSource);
  const differences = await sums.differences();
  const fixed = fix && inWords(differences).length > 0;
  if (fixed) await sums.mend(differences);
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

function sumLines(differences: SumDifferences, fixed: boolean): string[] {
  const lines = inWords(differences);
  if (lines.length === 0) return ['The sums agree with the orders and the histories'];
  const repaired = fixed ? 'Repaired' : 'Repair them with --fix';
  return [...lines, `${lines.length} sums differ from the orders or the histories. ${repaired}`];
}
