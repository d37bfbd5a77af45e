import type { Rollout } from '@coffee/contract/command-dispatch';

export interface RolloutProgress {
  total: number;
  success: number;
  stage: number;
  stageStartedAt: Date;
  gatePassedAt: Date | null;
  releasedAt: Date | null;
}

export interface RolloutStep {
  stage: number;
  stageStartedAt: Date;
  gatePassedAt: Date | null;
  releasedAt: Date | null;
  /** How many commands may go now. */
  release: number;
}

/** A fresh or a long paused rollout lets go of this much of its rate at once, and one command more. */
const BURST_SECONDS = 5;

/** What a rollout does next: which stage is open, since when its gate is passed, how many commands its rate lets go. */
export function nextStep(rollout: Rollout, progress: RolloutProgress, now: Date): RolloutStep {
  let { stage, stageStartedAt, gatePassedAt } = progress;
  const open = rollout.stages[stage];
  if (open && stage < rollout.stages.length - 1) {
    const machines = Math.ceil((progress.total * open.percent) / 100);
    const needed = Math.ceil((machines * open.success_percent) / 100);
    if (progress.success >= needed) gatePassedAt ??= now;
    const isBaked =
      gatePassedAt !== null && now.getTime() - gatePassedAt.getTime() >= open.bake_seconds * 1000;
    // A gate of 0 % still gives its machines the bake time.
    if (isBaked) {
      stage += 1;
      stageStartedAt = now;
      gatePassedAt = null;
    }
  }
  return { stage, stageStartedAt, gatePassedAt, ...rateStep(rollout.per_minute, progress, now) };
}

function rateStep(
  perMinute: number | undefined,
  { releasedAt, total }: RolloutProgress,
  now: Date,
): { release: number; releasedAt: Date | null } {
  if (perMinute === undefined) return { release: total, releasedAt: now };
  const perMs = perMinute / 60_000;
  const earliest = now.getTime() - (BURST_SECONDS * 1000 + Math.ceil(1 / perMs) + 1);
  const since = Math.max(releasedAt?.getTime() ?? earliest, earliest);
  const release = Math.floor((now.getTime() - since) * perMs + 1e-9);
  // What is left of the time counts for the next step.
  return {
    release,
    releasedAt: release > 0 ? new Date(Math.ceil(since + release / perMs)) : (releasedAt ?? new Date(since)),
  };
}
