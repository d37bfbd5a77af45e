import { auditChange, MASK } from './audit-changes';

describe('auditChange', () => {
  it('keeps only the fields that differ', () => {
    expect(
      auditChange({ name: 'A', role: 'ops', version: 1 }, { name: 'A', role: 'admin', version: 2 }),
    ).toEqual({ before: { role: 'ops' }, after: { role: 'admin' } });
  });

  it('compares times and nested values by content', () => {
    const settings = (zone: string) => ({ at: new Date(0), settings: { time_zone: zone } });
    expect(auditChange(settings('UTC'), settings('UTC'))).toEqual({ before: {}, after: {} });
    expect(auditChange(settings('UTC'), settings('Asia/Tokyo')).after).toEqual({
      settings: { time_zone: 'Asia/Tokyo' },
    });
  });

  it('masks secrets at every depth and still tells that they changed', () => {
    const change = auditChange(
      { passwordHash: 'a', nested: [{ device_token: 'x' }] },
      { passwordHash: 'b', nested: [{ device_token: 'y' }] },
    );
    expect(change.before).toEqual({ passwordHash: MASK, nested: [{ device_token: MASK }] });
    expect(change.after).toEqual({ passwordHash: MASK, nested: [{ device_token: MASK }] });
  });

  it('keeps a whole row that was made or removed', () => {
    expect(auditChange(null, { id: 1, secret: 's' })).toEqual({
      before: null,
      after: { id: 1, secret: MASK },
    });
    expect(auditChange({ id: 1 }, null)).toEqual({ before: { id: 1 }, after: null });
  });
});
