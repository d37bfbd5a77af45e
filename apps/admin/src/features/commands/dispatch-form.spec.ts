import { byReason, dispatchOf, DISPATCH_VALUES, filterOf, mustTypeCount, parseIds } from './dispatch-form';

const everyone = { by: 'filter', filter: {} } as const;

describe('a dispatch as it is put together', () => {
  it('takes ids as they are pasted', () => {
    expect(parseIds('CM-1, CM-2;CM-3\n\tCM-4 \n')).toEqual(['CM-1', 'CM-2', 'CM-3', 'CM-4']);
  });

  it('leaves out the filters that are not used', () => {
    const values = { query: null, status: [], model: ['CoffeePro-A'], has_alarm: false, merchant_id: 3 };
    expect(filterOf(values)).toEqual({ model: ['CoffeePro-A'], has_alarm: false, merchant_id: 3 });
  });

  it('has no rollout when all get it at once and no rule stands', () => {
    const body = dispatchOf('sync', { ...DISPATCH_VALUES, limited: false }, everyone);
    expect(body).toMatchObject({ filter: {}, command_type: 'sync', rollout: undefined });
  });

  it('guards a dispatch to all at once by a limit of failures too', () => {
    expect(dispatchOf('sync', DISPATCH_VALUES, everyone)).toMatchObject({
      rollout: { stages: [{ percent: 100 }], max_failure_percent: 10, min_sample: 20 },
    });
  });

  it('counts bake time in seconds, and leaves what is no number to the rules', () => {
    const rollout_stages = [
      { percent: '10', success_percent: '95', bake_minutes: '1.5' },
      { percent: '100', success_percent: '95', bake_minutes: 'soon' },
    ];
    expect(dispatchOf('sync', { ...DISPATCH_VALUES, staged: true, rollout_stages }, everyone)).toMatchObject({
      rollout: { stages: [{ bake_seconds: 90 }, { bake_seconds: 'soon' }] },
    });
  });

  it('asks for the number where many machines or people in front of them feel it', () => {
    expect(mustTypeCount('sync', 20)).toBe(false);
    expect(mustTypeCount('sync', 21)).toBe(true);
    expect(mustTypeCount('open_door', 1)).toBe(true);
  });

  it('groups what is left out by its reason', () => {
    const skipped = [
      { device_id: 'A', reason: 'suspended' },
      { device_id: 'B', reason: 'duplicate' },
      { device_id: 'C', reason: 'duplicate' },
    ] as const;
    expect(byReason([...skipped])).toEqual([
      { reason: 'duplicate', ids: ['B', 'C'] },
      { reason: 'suspended', ids: ['A'] },
    ]);
  });
});
