import type { Rollout } from '@coffee/contract/command-dispatch';
import { nextStep, type RolloutProgress } from './rollout-plan';

const AT = new Date('2026-03-10T14:00:00Z');
const later = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const STAGES: Rollout = {
  stages: [
    { percent: 10, success_percent: 80, bake_seconds: 60 },
    { percent: 100, success_percent: 0, bake_seconds: 0 },
  ],
};
const begun: RolloutProgress = {
  total: 100,
  success: 0,
  stage: 0,
  stageStartedAt: AT,
  gatePassedAt: null,
  releasedAt: null,
};

describe('a rollout', () => {
  it('stays in its stage until enough machines succeeded', () => {
    expect(nextStep(STAGES, { ...begun, success: 7 }, later(600))).toMatchObject({
      stage: 0,
      gatePassedAt: null,
    });
    expect(nextStep(STAGES, { ...begun, success: 8 }, later(600))).toMatchObject({
      stage: 0,
      gatePassedAt: later(600),
    });
  });

  it('bakes before the next stage opens', () => {
    const baking = { ...begun, success: 8, gatePassedAt: AT };
    expect(nextStep(STAGES, baking, later(59))).toMatchObject({ stage: 0 });
    expect(nextStep(STAGES, baking, later(60))).toMatchObject({ stage: 1, stageStartedAt: later(60) });
  });

  it('never leaves the last stage', () => {
    expect(nextStep(STAGES, { ...begun, stage: 1, success: 100 }, later(600))).toMatchObject({ stage: 1 });
  });

  it.each([1, 7, 60, 600])('lets go of %i a minute, neither more nor fewer', (perMinute) => {
    let progress = begun;
    let released = 0;
    for (let seconds = 0; seconds < 600; seconds += 5) {
      const step = nextStep({ ...STAGES, per_minute: perMinute }, progress, later(seconds));
      released += step.release;
      progress = { ...progress, releasedAt: step.releasedAt };
    }
    expect(released).toBeGreaterThanOrEqual(perMinute * 10 - 1);
    expect(released).toBeLessThanOrEqual(perMinute * 10 + 1);
  });
});
