import type { BatchPause } from '@coffee/contract/command-batches';
import type { Rollout } from '@coffee/contract/command-dispatch';
import {
  COMMAND_STATES,
  FINAL_COMMAND_STATES,
  type CommandQuery,
  type CommandState,
  type HoldReason,
} from '@coffee/contract/commands';
import { cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import { ModuleRef } from '@nestjs/core';
import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import type { KnownDevice } from '../devices';
import {
  BatchesService,
  CommandDelivery,
  CommandsModule,
  CommandsReader,
  CommandsService,
  CommandSweep,
  DispatchService,
  mayMove,
} from './index';

const root = cliActor('spec');
const known = (deviceId: string): KnownDevice => ({
  deviceId,
  merchantId: null,
  lifecycle: 'active',
  tokens: [],
});

interface Row {
  command_id: string;
  device_id: string;
  status: CommandState;
  attempts: number;
  has_result: boolean;
  type: string;
  superseded: boolean;
}

const FINAL: readonly string[] = FINAL_COMMAND_STATES;
const STAGED: Rollout = {
  stages: [50, 100].map((percent) => ({ percent, success_percent: 50, bake_seconds: 0 })),
  max_failure_percent: 50,
};

describe('commands', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  /** As in as many processes: what arrives in one shares statements, and is kept apart by them. */
  let deliveries: CommandDelivery[];
  let turn = 0;
  const delivery = (): CommandDelivery => deliveries[(turn += 1) % deliveries.length] as CommandDelivery;
  let commands: CommandsService;
  let dispatches: DispatchService;
  let batches: BatchesService;
  let sweep: CommandSweep;
  let reader: CommandsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
    app = await startFeatures(database, { imports: [CommandsModule] });
    deliveries = await Promise.all(
      Array.from({ length: 4 }, () =>
        app.select(CommandsModule).get(ModuleRef, { strict: true }).create(CommandDelivery),
      ),
    );
    commands = app.get(CommandsService);
    dispatches = app.get(DispatchService);
    batches = app.get(BatchesService);
    sweep = app.get(CommandSweep);
    reader = app.get(CommandsReader);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const newDevice = async (): Promise<string> => (await make.device()).deviceId;
  const row = async (commandId: string): Promise<Row> =>
    (await query<Row>('select * from commands where command_id = $1', [commandId]))[0] as Row;
  const endLeases = (): Promise<unknown> =>
    query(`with ended as (update commands set lease_until = now() - interval '1 s'
           where status in ('sent', 'acknowledged') returning 1) select count(*) from ended`);
  const result = (
    deviceId: string,
    commandId: string,
    status: 'success' | 'fail' | 'unsupported' = 'success',
  ): Promise<void> =>
    delivery().result(known(deviceId), {
      commandId,
      status,
      result: null,
      error: status === 'fail' ? 'dry' : null,
    });

  const stillOpen = async (batchId: string): Promise<number> => {
    const [count] = await query<{ n: number }>(
      `select count(*)::integer as n from commands
       where batch_id = $1 and status in ('pending', 'queued', 'sent', 'acknowledged')`,
      [batchId],
    );
    return count?.n ?? 0;
  };

  /** Batches and machines whose counters differ from their commands. */
  const miscounts = async (): Promise<unknown[]> => {
    const counted = COMMAND_STATES.map(
      (state) => `count(c.*) filter (where c.status = '${state}')::integer as ${state}`,
    );
    const differs = COMMAND_STATES.map((state) => `b.${state} <> r.${state}`).join(' or ');
    const wrongBatches = await query(
      `select b.batch_id from command_batches b join (
         select b.batch_id, count(c.*)::integer as total, ${counted.join(', ')} from command_batches b
         left join commands c on c.batch_id = b.batch_id and not c.superseded group by b.batch_id
       ) r using (batch_id) where b.total <> r.total or ${differs}`,
    );
    const wrongDevices = await query(
      `select s.device_id from device_states s where s.pending_commands <>
         (select count(*) from commands c where c.device_id = s.device_id and c.status = 'queued')`,
    );
    return [...wrongBatches, ...wrongDevices];
  };

  /** Lets a batch come to its end: no limit, no gate, every machine does what it is handed. */
  const settle = async (batchId: string, devices: string[]): Promise<void> => {
    const [paused] = await query<{ status: string }>(
      'select status from command_batches where batch_id = $1',
      [batchId],
    );
    if (paused?.status === 'paused') await batches.resume(root, batchId);
    await query(
      `with past as (update command_batches set max_failure_percent = null,
         rollout = replace(rollout::text, '"success_percent": 50', '"success_percent": 0')::jsonb
       where batch_id = $1 returning 1) select 1 from past`,
      [batchId],
    );
    // Every round ends what was handed out, so that none is left after as many as there are stages and attempts.
    for (let round = 0; round < 6 && (await stillOpen(batchId)) > 0; round += 1) {
      await endLeases();
      await sweep.sweep();
      for (const device of devices)
        for (const { command_id } of await delivery().claim(known(device))) await result(device, command_id);
    }
  };

  it('are never handed to two polls at once', async () => {
    const device = known(await newDevice());
    for (let n = 0; n < 12; n += 1) await commands.create(root, device.deviceId, { type: 'sync' });
    const polls = await Promise.all(Array.from({ length: 8 }, () => delivery().claim(device)));
    const handed = polls.flat().map((command) => command.command_id);
    handed.push(...(await delivery().claim(device)).map((command) => command.command_id));
    expect([handed.length, new Set(handed).size]).toEqual([12, 12]);
    expect(await miscounts()).toEqual([]);
  });

  it('of many machines at one moment are each handed, acknowledged and answered apart', async () => {
    const devices = await Promise.all(Array.from({ length: 40 }, newDevice));
    const { batch_id } = await dispatches.dispatch(root, { device_ids: devices, command_type: 'sync' });
    const handed = await Promise.all(devices.map((device) => delivery().claim(known(device))));
    expect(handed.map((own) => own.map(({ device_id }) => device_id))).toEqual(devices.map((own) => [own]));
    const ids = handed.map(([command]) => command?.command_id ?? '');
    const acks = await Promise.all(ids.map((id, n) => delivery().acknowledge(known(devices[n] ?? ''), id)));
    expect(acks.map(({ command_id, moved }) => [command_id, moved])).toEqual(ids.map((id) => [id, true]));
    const outcomes = await Promise.allSettled([
      ...ids.map((id, n) => result(devices[n] ?? '', id, n % 4 === 0 ? 'fail' : 'success')),
      // Told twice, and another machine's.
      ...ids.slice(0, 5).map((id, n) => result(devices[n] ?? '', id, 'success')),
      result(devices[0] ?? '', ids[1] ?? ''),
    ]);
    const refused = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
    expect(refused).toEqual([outcomes.length - 1]);
    const [batch] = await query(
      'select success, fail, sent, status from command_batches where batch_id = $1',
      [batch_id],
    );
    expect(batch).toEqual({ success: 30, fail: 10, sent: 0, status: 'completed' });
    expect(await miscounts()).toEqual([]);
  });

  it('come a few at a time after a long absence', async () => {
    const device = known(await newDevice());
    for (let n = 0; n < 12; n += 1) await commands.create(root, device.deviceId, { type: 'sync' });
    expect(await delivery().claim(device)).toHaveLength(10);
    expect(await delivery().claim(device)).toHaveLength(2);
  });

  it('stand in one history, newest first, whether they are open or ended', async () => {
    const device = await newDevice();
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { command_id } = await commands.create(root, device, { type: 'sync' });
      ids.unshift(command_id);
    }
    await delivery().claim(known(device));
    await result(device, ids[1] as string);
    await result(device, ids[3] as string, 'fail');
    const history = async (asked: CommandQuery): Promise<string[]> =>
      (await reader.ofDevice(root, device, asked)).map(({ command_id }) => command_id);
    expect(await history({})).toEqual(ids);
    expect(await history({ limit: 3 })).toEqual(ids.slice(0, 3));
    expect(await history({ status: ['sent', 'fail'] })).toEqual([ids[0], ids[2], ids[3]]);
    expect(await history({ status: ['fail'] })).toEqual([ids[3]]);
  });

  it('end with the result when it races with the sweep', async () => {
    for (let round = 0; round < 10; round += 1) {
      const device = known(await newDevice());
      const { command_id } = await commands.create(root, device.deviceId, { type: 'open_door' });
      await delivery().claim(device);
      await endLeases();
      await Promise.all([sweep.sweep(), result(device.deviceId, command_id), sweep.sweep()]);
      expect(await row(command_id)).toMatchObject({ status: 'success', has_result: true });
    }
  });

  it('are asked back when their batch is canceled, and the fact wins over the wish', async () => {
    const [first, second] = [await newDevice(), await newDevice()];
    const { batch_id } = await dispatches.dispatch(root, {
      device_ids: [first, second],
      command_type: 'sync',
    });
    const ids = await Promise.all(
      [first, second].map(async (id) => (await delivery().claim(known(id)))[0]?.command_id ?? ''),
    );
    await batches.cancel(root, batch_id);
    await result(first, String(ids[0]));
    await endLeases();
    await sweep.sweep();
    expect((await row(String(ids[0]))).status).toBe('success');
    expect((await row(String(ids[1]))).status).toBe('canceled');
    expect(await miscounts()).toEqual([]);
  });

  it('fail past their attempts, with the reason', async () => {
    const device = known(await newDevice());
    const { command_id } = await commands.create(root, device.deviceId, { type: 'sync', max_attempts: 2 });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect(await delivery().claim(device)).toMatchObject([{ attempts: attempt }]);
      await endLeases();
      await sweep.sweep();
    }
    expect(await row(command_id)).toMatchObject({ status: 'fail', last_error: 'no result' });
    expect(await delivery().claim(device)).toEqual([]);
  });

  it('expire when their time is over while a machine has them and says nothing', async () => {
    const device = known(await newDevice());
    const { command_id } = await commands.create(root, device.deviceId, { type: 'sync' });
    await delivery().claim(device);
    await query(
      `with gone as (update commands set expires_at = now() where command_id = $1 returning 1) select 1 from gone`,
      [command_id],
    );
    await sweep.sweep();
    expect((await row(command_id)).status).toBe('sent');
    await endLeases();
    await sweep.sweep();
    expect(await row(command_id)).toMatchObject({
      status: 'expired',
      last_error_code: 'expired_without_result',
    });
  });

  it('restart a machine once at a time, however many restarts wait', async () => {
    const device = known(await newDevice());
    for (let n = 0; n < 100; n += 1) await commands.create(root, device.deviceId, { type: 'restart' });
    const polls = await Promise.all(Array.from({ length: 4 }, () => delivery().claim(device)));
    const [first, ...more] = polls.flat();
    expect(more).toEqual([]);
    expect(await delivery().claim(device)).toEqual([]);
    await result(device.deviceId, String(first?.command_id));
    expect(await delivery().claim(device)).toHaveLength(1);
  });

  describe('of rollouts', () => {
    const clock = (minutes: number): string =>
      new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
    const placed = async (timeZone: string): Promise<string> => {
      const merchant = await make.merchant();
      const location = await make.location(merchant, { timeZone });
      return (await make.device({ merchantId: merchant.id, locationId: location.id })).deviceId;
    };
    const dispatch = (device_ids: string[], rollout: Partial<Rollout>) =>
      dispatches.dispatch(root, {
        device_ids,
        command_type: 'sync',
        rollout: { stages: [{ percent: 100, success_percent: 0, bake_seconds: 0 }], ...rollout },
      });
    const heldFor = async (deviceId: string): Promise<HoldReason | null> =>
      (await reader.ofDevice(root, deviceId, { limit: 1 }))[0]?.held_for ?? null;

    it('wait during the quiet hours of their machine, and say so', async () => {
      const [here, nineHoursAhead] = [await placed('UTC'), await placed('Asia/Tokyo')];
      await dispatch([here, nineHoursAhead], { quiet_hours: { from: clock(-60), to: clock(60) } });
      expect(await delivery().claim(known(here))).toEqual([]);
      expect(await heldFor(here)).toBe('quiet_hours');
      expect(await delivery().claim(known(nineHoursAhead))).toHaveLength(1);
      await dispatch([nineHoursAhead], { quiet_hours: { from: clock(8 * 60), to: clock(10 * 60) } });
      expect(await delivery().claim(known(nineHoursAhead))).toEqual([]);
    });

    it('go outside the quiet hours, also of those that span midnight', async () => {
      const device = await placed('UTC');
      await dispatch([device], { quiet_hours: { from: clock(60), to: clock(120) } });
      await dispatch([device], { quiet_hours: { from: clock(60), to: clock(-60) } });
      expect(await delivery().claim(known(device))).toHaveLength(2);
    });

    it('wait for their stage, and say so', async () => {
      const devices = [await newDevice(), await newDevice()];
      const stages = [50, 100].map((percent) => ({ percent, success_percent: 100, bake_seconds: 0 }));
      await dispatch(devices, { stages });
      expect((await Promise.all(devices.map(heldFor))).sort()).toEqual([null, 'stage'].sort());
    });

    const fleet = (count: number) => Promise.all(Array.from({ length: count }, newDevice));
    const failAll = async (devices: string[]): Promise<void> => {
      for (const device of devices) {
        for (const { command_id } of await delivery().claim(known(device)))
          await result(device, command_id, 'fail');
      }
    };
    const pauseOf = async (batchId: string) => {
      const [batch] = await query<{ status: string; paused_reason: string | null; pause: BatchPause | null }>(
        'select status, paused_reason, pause from command_batches where batch_id = $1',
        [batchId],
      );
      return batch;
    };

    it('stop with a reason past the failure limit, and without one when a person pauses them', async () => {
      const devices = await fleet(6);
      const { batch_id } = await dispatch(devices, { max_failure_percent: 40, min_sample: 2 });
      await batches.pause(root, batch_id);
      expect(await pauseOf(batch_id)).toEqual({ status: 'paused', paused_reason: null, pause: null });
      await batches.resume(root, batch_id);
      await failAll(devices);
      const pause = { code: 'failure_limit', failed: 2, outcomes: 2, max_failure_percent: 40 };
      const paused_reason = '2 of 2 failed, more than 40 %';
      expect(await pauseOf(batch_id)).toEqual({ status: 'paused', paused_reason, pause });
      expect((await batches.cancel(root, batch_id)).pause).toBeNull();
    });

    it('keep the reason of the failure limit when a person would pause them at that moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const devices = await fleet(3);
        const { batch_id } = await dispatch(devices, { max_failure_percent: 0 });
        const [command] = await delivery().claim(known(String(devices[0])));
        const [, paused] = await Promise.allSettled([
          result(String(devices[0]), String(command?.command_id), 'fail'),
          batches.pause(root, batch_id),
        ]);
        const seen = await pauseOf(batch_id);
        expect(seen?.status).toBe('paused');
        expect(seen?.pause === null).toBe(paused.status === 'fulfilled');
      }
    });

    it('stop again when what was retried after a resume fails again', async () => {
      const devices = await fleet(6);
      const { batch_id } = await dispatch(devices, { max_failure_percent: 40, min_sample: 2 });
      await failAll(devices);
      await batches.resume(root, batch_id);
      await batches.retry(root, batch_id, undefined);
      await failAll(devices);
      expect(await pauseOf(batch_id)).toMatchObject({ status: 'paused', pause: { failed: 2, outcomes: 2 } });
    });
  });

  it('never move outside the table, nor get lost, whatever happens at the same time', async () => {
    const act = fc.record({
      verb: fc.constantFrom(
        'poll',
        'ack',
        'success',
        'fail',
        'timeout',
        'expire',
        'pause',
        'resume',
        'cancel',
        'retry',
      ),
      device: fc.nat(2),
    });
    await query(`create table moves (was text, status text, had_result boolean)`);
    await query(`create function note_move() returns trigger language plpgsql as $$ begin
      if new.status <> old.status then insert into moves values (old.status, new.status, old.has_result); end if;
      return new; end $$`);
    await query(
      `create trigger note_moves after update on commands for each row execute function note_move()`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('sync' as const, 'open_door' as const, 'restart' as const),
        fc.constantFrom(undefined, STAGED),
        async (rounds, type, rollout) => {
          const devices = [await newDevice(), await newDevice(), await newDevice()];
          const { batch_id: batchId } = await dispatches.dispatch(root, {
            device_ids: devices,
            command_type: type,
            max_attempts: 2,
            ...(rollout && { rollout }),
          });
          const ofDevice = async (deviceId: string): Promise<Row[]> =>
            query<Row>('select * from commands where device_id = $1 order by created_at desc', [deviceId]);
          const perform = async (verb: string, deviceId: string): Promise<unknown> => {
            const [latest] = await ofDevice(deviceId);
            const id = latest?.command_id ?? '';
            switch (verb) {
              case 'poll':
                return delivery().claim(known(deviceId));
              case 'ack':
                return delivery().acknowledge(known(deviceId), id);
              case 'success':
              case 'fail':
                return result(deviceId, id, verb);
              case 'timeout':
                await endLeases();
                return sweep.sweep();
              case 'expire':
                await query(
                  `with gone as (update commands set expires_at = now() - interval '1 s'
                   where command_id = $1 returning 1) select 1 from gone`,
                  [id],
                );
                return sweep.sweep();
              case 'retry':
                return batches.retry(root, batchId, undefined);
              default:
                return batches[verb as 'pause' | 'resume' | 'cancel'](root, batchId);
            }
          };
          for (const round of rounds) {
            const outcomes = await Promise.allSettled(
              round.map(({ verb, device }) => perform(verb, String(devices[device]))),
            );
            for (const outcome of outcomes) {
              // A verb may come too late for its batch; anything else is a fault, a deadlock above all.
              if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CONFLICT' });
            }
            expect(await miscounts()).toEqual([]);
          }
          await settle(batchId, devices);
          const rows = await query<Row>('select * from commands where batch_id = $1', [batchId]);
          const current = rows.filter((each) => !each.superseded);
          expect(current.map((each) => each.device_id).sort()).toEqual([...devices].sort());
          expect(current.filter((each) => !FINAL.includes(each.status))).toEqual([]);
          const [batch] = await query<{ status: string }>(
            'select status from command_batches where batch_id = $1',
            [batchId],
          );
          expect(['completed', 'canceled']).toContain(batch?.status);
          expect(await miscounts()).toEqual([]);
          const physical = rows.filter((each) => each.type === 'open_door');
          expect(physical.filter((each) => each.attempts > 1)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
    const moves = await query<{ was: CommandState; status: CommandState; had_result: boolean }>(
      'select distinct was, status, had_result from moves',
    );
    expect(moves.filter((move) => move.had_result)).toEqual([]);
    expect(moves.filter(({ was, status }) => !mayMove(was, status))).toEqual([]);
    expect(moves.length).toBeGreaterThan(8);
  });
});
