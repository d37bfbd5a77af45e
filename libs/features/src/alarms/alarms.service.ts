import type {
  Alarm,
  AlarmAnswer,
  AlarmEventKind,
  BulkAlarms,
  BulkAlarmsAnswer,
} from '@coffee/contract/alarms';
import { AlarmEntity, AlarmEventEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { DomainError } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { AlarmOutbox } from '../notifications';
import {
  AlarmNotFound,
  AlarmStateConflict,
  MissingArgument,
  ShelvedIntoThePast,
  UnknownAssignee,
} from './alarms.errors';
import { AlarmsReader } from './alarms.reader';

/** What an act leaves behind. */
interface Deed {
  kind: AlarmEventKind;
  text?: string | undefined;
  data?: Record<string, unknown>;
}

type Act = (alarm: AlarmEntity, tx: TenantTx) => Deed | Promise<Deed>;

const snapshot = (alarm: AlarmEntity): Record<string, unknown> => ({
  status: alarm.status,
  acked_by: alarm.ackedBy,
  closed_by: alarm.closedBy,
  assignee_id: alarm.assigneeId,
  shelved_until: alarm.shelvedUntil?.toISOString() ?? null,
  comments_count: alarm.commentsCount,
});

/** What people do about alarms. */
@Injectable()
export class AlarmsService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly reader: AlarmsReader,
    private readonly audit: AuditTrail,
    private readonly live: LivePublisher,
    private readonly outbox: AlarmOutbox,
  ) {}

  /** Somebody has seen it. One that closed by itself unseen can be acknowledged too. */
  async ack(actor: Actor, id: number, note?: string): Promise<AlarmAnswer> {
    const alarm = await this.act(actor, id, (row) => {
      if (row.ackedAt !== null || row.closedBy !== null) throw new AlarmStateConflict(row.status);
      row.ackedAt = this.clock.now();
      row.ackedBy = actor.name;
      if (row.status === 'open') row.status = 'ack';
      return { kind: 'acknowledged', text: note };
    });
    return { message: 'Alarm acknowledged', alarm };
  }

  /** Closed by hand although its cause may last: it does not open again before that was gone once. */
  async close(actor: Actor, id: number, note?: string): Promise<AlarmAnswer> {
    const alarm = await this.act(actor, id, (row) => {
      if (row.status === 'closed') throw new AlarmStateConflict(row.status);
      row.status = 'closed';
      row.closedAt = this.clock.now();
      row.closedBy = actor.name;
      row.shelvedUntil = null;
      row.data = { ...row.data, closed_by_hand: true };
      return { kind: 'closed', text: note };
    });
    return { message: 'Alarm closed', alarm };
  }

  async assign(actor: Actor, id: number, userId: number | null): Promise<AlarmAnswer> {
    const alarm = await this.act(actor, id, async (row, tx) => {
      if (userId === null) {
        row.assigneeId = null;
        return { kind: 'unassigned' };
      }
      const user = await tx.find(UserEntity, { id: userId });
      const reaches = user?.merchantId === null || user?.merchantId === row.merchantId;
      if (!user?.active || user.role === 'viewer' || !reaches) throw new UnknownAssignee();
      row.assigneeId = user.id;
      return { kind: 'assigned', data: { user_id: user.id, name: user.name } };
    });
    return { message: userId === null ? 'Alarm unassigned' : 'Alarm assigned', alarm };
  }

  async comment(actor: Actor, id: number, text: string): Promise<AlarmAnswer> {
    const alarm = await this.act(actor, id, (row) => {
      row.commentsCount += 1;
      return { kind: 'commented', text };
    });
    return { message: 'Comment added', alarm };
  }

  /** Out of sight until then; it closes by itself all the same, and comes back when it grows worse. */
  async shelve(actor: Actor, id: number, until: string | null): Promise<AlarmAnswer> {
    const alarm = await this.act(actor, id, (row) => {
      if (row.status === 'closed') throw new AlarmStateConflict(row.status);
      row.shelvedUntil = until === null ? null : new Date(until);
      if (row.shelvedUntil === null) return { kind: 'unshelved' };
      if (row.shelvedUntil <= this.clock.now()) throw new ShelvedIntoThePast();
      return { kind: 'shelved', data: { until: row.shelvedUntil.toISOString() } };
    });
    return { message: until === null ? 'Alarm unshelved' : 'Alarm shelved', alarm };
  }

  /** Each on its own: what can be done is done, and the rest is told with its reason. */
  async bulk(actor: Actor, request: BulkAlarms): Promise<BulkAlarmsAnswer> {
    const verb = this.verbOf(actor, request);
    const answer: BulkAlarmsAnswer = { succeeded: [], failed: [] };
    for (const id of request.ids) {
      try {
        await verb(id);
        answer.succeeded.push(id);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        answer.failed.push({ id, code: error.code, message: error.message });
      }
    }
    return answer;
  }

  private verbOf(actor: Actor, request: BulkAlarms): (id: number) => Promise<AlarmAnswer> {
    const { action, note, until, user_id: userId } = request;
    switch (action) {
      case 'ack':
        return (id) => this.ack(actor, id, note);
      case 'close':
        return (id) => this.close(actor, id, note);
      case 'shelve':
        if (until === undefined) throw new MissingArgument('until');
        return (id) => this.shelve(actor, id, until);
      case 'assign':
        if (userId === undefined) throw new MissingArgument('user_id');
        return (id) => this.assign(actor, id, userId);
    }
  }

  private async act(actor: Actor, id: number, change: Act): Promise<Alarm> {
    const row = await this.db.transaction(actor, async (tx) => {
      const alarm = await tx.lock(AlarmEntity, { id });
      if (!alarm) throw new AlarmNotFound(id);
      const before = snapshot(alarm);
      const { kind, text, data } = await change(alarm, tx);
      await tx.save(AlarmEntity, alarm);
      await tx.insert(AlarmEventEntity, {
        alarmId: id,
        kind,
        actor: actor.name,
        text: text ?? null,
        data: data ?? {},
        at: this.clock.now(),
      });
      await this.audit.record(tx, actor, {
        action: `alarm.${kind}`,
        targetType: 'alarm',
        targetId: id,
        summary: `${alarm.type} ${kind}${text === undefined ? '' : `: ${text}`}`,
        before,
        after: snapshot(alarm),
        merchantId: alarm.merchantId,
      });
      await this.outbox.write((query, values) => tx.query(query, values), [{ id, kind }], this.clock.now());
      return alarm;
    });
    this.live.publish(
      'alarm.updated',
      { merchantId: row.merchantId },
      { alarm_id: id, device_id: row.deviceId, status: row.status },
    );
    return this.reader.get(actor, id);
  }
}
