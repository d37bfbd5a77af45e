import { Client } from 'pg';
import type { Bench, Lane } from '../bench';
import { type Contender, signIn } from '../contenders';
import type { PollAnswer } from '../load-result';
import { percentile } from '../statistics';
import { figureOf, type Work } from './work';

const POLLS = 200;
const PER_SECOND = 50;
const TIMES_LIMIT = 3;
const GRACE_MS = 20;

/** A server that does not keep it (`npm run bench` starts one that does) tells the beginning of the transaction. */
const COMMITTED_AT = `case current_setting('track_commit_timestamp')
  when 'on' then pg_xact_commit_timestamp(a.xmin) else a.created_at end`;

/** Milliseconds since 1970 at which the commands of these answers were on their way, one for each. */
type Departures = (answers: PollAnswer[]) => Promise<number[]>;

export const commandLatency: Work = {
  name: 'command-latency',
  title: `${POLLS} long polls on two API processes, commands at random: from a command's commit to the poll's answer`,
  async run(bench) {
    const figures = await bench.compare([await productLane(bench), await doorbellLane(bench)]);
    const limit = figureOf(figures, 'doorbell').p99;
    const value = figureOf(figures, 'ours').p99;
    const targets = [{ name: 'p99 ms', value, atMost: TIMES_LIMIT * limit + GRACE_MS }];
    return { figures, targets, notes: ['CPU holds the beginning of the polls and the results'] };
  },
};

async function productLane(bench: Bench): Promise<Lane> {
  const contenders = await pair(bench, 'ours');
  const [{ url }] = contenders;
  return waitingLane(bench, contenders, await signIn(contenders[0]), (answers) => commitsOf(url, answers));
}

/** The limit: a message through Redis and an empty answer. */
async function doorbellLane(bench: Bench): Promise<Lane> {
  const contenders = await pair(bench, 'doorbell');
  return waitingLane(bench, contenders, '', (answers) =>
    Promise.resolve(answers.map(({ issued_at: issuedAt }) => Number(issuedAt))),
  );
}

const datasetOf = (bench: Bench) => bench.sized({ devices: POLLS, orders: 0, commands: 10_000 });

async function pair(bench: Bench, kind: 'ours' | 'doorbell'): Promise<[Contender, Contender]> {
  const dataset = datasetOf(bench);
  return [await bench.contender(kind, dataset), await bench.contender(kind, dataset, 1)];
}

function waitingLane(bench: Bench, contenders: Contender[], headers: string, departures: Departures): Lane {
  const name = contenders[0]?.kind ?? '';
  const { devices } = datasetOf(bench);
  const ports = contenders.map(({ port }) => port);
  const take = async (seconds: number) => {
    const order = { kind: 'waiting' as const, ports, headers, devices, perSecond: PER_SECOND };
    const { slice, result } = await bench.load(name, contenders, { ...order, seconds: 2 * seconds });
    const answers = result.answers ?? [];
    const since = await departures(answers);
    const latencies = answers
      .map((answer, n) => answer.answered_at - (since[n] ?? NaN))
      .sort((a, b) => a - b);
    return { ...slice, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  };
  return { name, take };
}

/** The audit trail was written with the command, and is never touched again. */
async function commitsOf(url: string, answers: PollAnswer[]): Promise<number[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ command_id: string; at: number }>(
    `select a.after ->> 'command_id' as command_id,
            extract(epoch from ${COMMITTED_AT})::double precision * 1000 as at
     from audit_entries a where a.action = 'command.created'`,
  );
  await client.end();
  const commits = new Map(rows.map((row) => [row.command_id, row.at]));
  return answers.map((answer) => commits.get(answer.command_id) ?? NaN);
}
