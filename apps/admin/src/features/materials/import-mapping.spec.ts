import type { ImportColumn } from '@coffee/contract/materials';
import { draftOf, keepMapping, keptMapping, problemsOf } from './import-mapping';

const column = (header: string, field: ImportColumn['field'] = null, suggestion = field): ImportColumn => ({
  header,
  field,
  suggestion: field === null ? suggestion : null,
});
const COLUMNS = [
  column('Nr'),
  column('Name of it', null, 'name'),
  column('type', 'type'),
  column('x'),
  column('x'),
];

describe('the columns of a file to import', () => {
  beforeEach(() => localStorage.clear());

  it('begin as they were understood, then as they may be meant', () => {
    expect(draftOf(COLUMNS, null)).toEqual({ Nr: null, 'Name of it': 'name', type: 'type', x: null });
    // Whoever has left it out is not asked again.
    expect(draftOf(COLUMNS, { 'Name of it': null })).toMatchObject({ 'Name of it': null, type: 'type' });
  });

  it('say what is needed yet, and what is there twice', () => {
    expect(problemsOf({ A: 'name', B: 'code', C: 'code', D: null })).toEqual({
      missing: ['type', 'unit'],
      twice: ['code'],
    });
  });

  it('are known again by their header, the last twenty of them', () => {
    for (let at = 0; at < 25; at += 1) keepMapping([column(`h${at}`)], { [`h${at}`]: 'code' });
    expect(keptMapping([column('h24')])).toEqual({ h24: 'code' });
    expect(keptMapping([column('h24'), column('more')])).toBeNull();
    expect(keptMapping([column('h4')])).toBeNull();
  });

  it('are asked for anew when what was kept cannot be read', () => {
    for (const stored of [
      '{',
      '5',
      '[null,{"header":"[\\"h\\"]"},{"header":"[\\"h\\"]","mapping":{"h":"colour"}}]',
    ]) {
      localStorage.setItem('coffee.import-columns', stored);
      expect(keptMapping([column('h')])).toBeNull();
    }
  });
});
