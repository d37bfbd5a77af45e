import { changesOf } from './audit-diff';

describe('the changes of an audit entry', () => {
  it('are told field by field, however deep, and only where something differs', () => {
    const before = { name: 'A', settings: { zone: 'UTC', refund: { enabled: false } }, tags: ['x', 'y'] };
    const after = { name: 'A', settings: { zone: 'UTC', refund: { enabled: true } }, tags: ['x'] };
    expect(changesOf({ before, after })).toEqual([
      { path: 'settings.refund.enabled', before: 'false', after: 'true' },
      { path: 'tags.1', before: 'y', after: null },
    ]);
  });

  it('are all fields of a row that came or went, empty ones too', () => {
    expect(changesOf({ before: null, after: { id: 1, note: null, tags: [] } })).toEqual([
      { path: 'id', before: null, after: '1' },
      { path: 'note', before: null, after: 'null' },
      { path: 'tags', before: null, after: '[]' },
    ]);
  });

  it('tell that a secret changed though neither side shows it', () => {
    const secret = { passwordHash: '[masked]' };
    expect(changesOf({ before: secret, after: secret })).toEqual([
      { path: 'passwordHash', before: '[masked]', after: '[masked]' },
    ]);
  });

  it('are none where nothing was told', () => {
    expect(changesOf({ before: null, after: null })).toEqual([]);
  });
});
