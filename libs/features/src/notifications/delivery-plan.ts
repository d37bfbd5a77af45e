// What a channel does with what it has to tell: at once, after the quiet hours, or in a digest. A function of what it is given,
// so that it can be asked about any storm.
import type { AlarmSeverity } from '@coffee/contract/alarms';
import { quietUntil, type QuietTime } from './quiet-hours';

/** Messages about one machine within an hour; what is more goes into the digest, so that one that flaps drowns no other. */
export const LANE_CAP = 10;
export const LANE_WINDOW_MS = 3_600_000;

export interface ChannelPace {
  maxMessages: number;
  windowMs: number;
  /** Null: none. */
  quiet: (QuietTime & { criticalPasses: boolean; zone: string }) | null;
}

/** What the channel has done so far. */
export interface ChannelPast {
  windowStartedAt: Date | null;
  windowSent: number;
  /** Of its last digest, whether it has gone out or not. */
  digestDueAt: Date | null;
  /** Single messages per lane within the last hour. */
  laneSent: ReadonlyMap<string, number>;
}

export interface Tellable {
  id: number;
  lane: string;
  severity: AlarmSeverity | null;
}

export interface DeliveryPlan {
  /** Ids in the order in which they go out. */
  send: number[];
  hold: { id: number; until: Date }[];
  digest: number[];
  /** When the digest goes out that takes them, be it a new one or the one that waits. */
  digestDueAt: Date | null;
  windowStartedAt: Date;
  windowSent: number;
}

/**
 * Within a window that begins with its first message go at most `maxMessages`; the digest of what is more goes out at its end
 * and counts as the first message of the window after it.
 */
export function planDeliveries(
  pace: ChannelPace,
  past: ChannelPast,
  items: readonly Tellable[],
  now: Date,
): DeliveryPlan {
  const plan = planFor(pace, past, now);
  const laneSent = new Map(past.laneSent);
  const inDigest = new Set<string>();
  const heldUntil = holderOf(pace, now);
  const fits = (lane: string): boolean =>
    plan.windowSent < pace.maxMessages && (laneSent.get(lane) ?? 0) < LANE_CAP && !inDigest.has(lane);
  for (const { id, lane, severity } of items) {
    const until = heldUntil(severity);
    if (until) plan.hold.push({ id, until });
    else if (fits(lane)) {
      plan.send.push(id);
      plan.windowSent += 1;
      laneSent.set(lane, (laneSent.get(lane) ?? 0) + 1);
    } else {
      plan.digest.push(id);
      inDigest.add(lane);
    }
  }
  return plan.digest.length > 0 ? { ...plan, digestDueAt: plan.digestDueAt ?? endOf(plan, pace) } : plan;
}

/** Until when what is so grave is held; null: it is told now. */
function holderOf({ quiet }: ChannelPace, now: Date): (severity: AlarmSeverity | null) => Date | null {
  const until = quiet && quietUntil(now, quiet, quiet.zone);
  return (severity) => (severity === 'critical' && quiet?.criticalPasses ? null : until);
}

const endOf = ({ windowStartedAt }: DeliveryPlan, { windowMs }: ChannelPace): Date =>
  new Date(windowStartedAt.getTime() + windowMs);

function planFor(pace: ChannelPace, past: ChannelPast, now: Date): DeliveryPlan {
  const { windowStartedAt, windowSent, digestDueAt } = past;
  const isOpen = windowStartedAt !== null && now.getTime() < windowStartedAt.getTime() + pace.windowMs;
  const nothing = { send: [], hold: [], digest: [] };
  if (isOpen) {
    const waits = digestDueAt !== null && digestDueAt > now;
    return { ...nothing, digestDueAt: waits ? digestDueAt : null, windowStartedAt, windowSent };
  }
  const digestIsOurs = digestDueAt !== null && now.getTime() - digestDueAt.getTime() < pace.windowMs;
  return { ...nothing, digestDueAt: null, windowStartedAt: now, windowSent: digestIsOurs ? 1 : 0 };
}
