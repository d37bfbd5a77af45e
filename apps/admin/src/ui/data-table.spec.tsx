import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UseQueryResult } from '@tanstack/react-query';
import axe from 'axe-core';
import { MemoryRouter } from 'react-router';
import { ApiError } from '../api/api-error';
import { startI18n } from '../i18n/i18n';
import { DataTable, type Column } from './data-table';
import { EmptyState } from './empty-state';
import { PHONE } from './use-media';

interface Row {
  id: number;
  name: string;
}
type Result = UseQueryResult<{ items: Row[]; pagination: never }>;

const COLUMNS: Column<Row>[] = [
  { key: 'id', header: 'Number', sort: 'id', cell: ({ id }) => id },
  { key: 'name', header: 'Name', cell: ({ name }) => name },
];
const PAGINATION = {
  total: 45,
  total_is_estimate: false,
  page: 2,
  page_size: 20,
  pages: 3,
  has_next: true,
  has_prev: true,
  next_cursor: null,
};
const page = (items: Row[]) => ({ items, pagination: PAGINATION });
const result = (parts: object) =>
  ({ isPending: false, isFetching: false, error: null, refetch: jest.fn(), ...parts }) as unknown as Result;

function show(query: Result, list: object = {}, windowed = false) {
  const state = {
    page: 2,
    pageSize: 20,
    sort: 'id',
    hasFilters: false,
    setSort: jest.fn(),
    setPageSize: jest.fn(),
    clear: jest.fn(),
    pageSearch: (to: number) => `?page=${to}`,
    ...list,
  };
  const { container } = render(
    <MemoryRouter>
      <DataTable
        label="Rows"
        columns={COLUMNS}
        query={query}
        list={state}
        windowed={windowed}
        rowKey={({ id }) => id}
        card={({ name }) => name}
        empty={<EmptyState title="Nothing yet" />}
      />
    </MemoryRouter>,
  );
  return { container, state };
}

/** Colours and visible names are judged in a real browser; jsdom has no canvas and computes no styles. */
async function faults(container: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(container, {
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'label-content-name-mismatch': { enabled: false },
    },
  });
  return violations.map(({ id }) => id);
}

beforeAll(() => startI18n());

describe('a table', () => {
  it('shows rows, its place, and the way to sort', async () => {
    const { container, state } = show(result({ data: page([{ id: 1, name: 'Gate' }]) }));
    expect(screen.getByText('21–40 of 45')).toBeTruthy();
    expect(screen.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort')).toBe('ascending');
    await userEvent.click(screen.getByRole('button', { name: 'Number' }));
    expect(state.setSort).toHaveBeenCalledWith('-id');
    expect(await faults(container)).toEqual([]);
  });

  it('shows the shape of rows while they come', async () => {
    const { container } = show(result({ isPending: true, isFetching: true }));
    expect(container.querySelectorAll('.skeleton').length).toBeGreaterThan(5);
    expect(container.querySelector('[aria-busy="true"]')).toBeTruthy();
    expect(await faults(container)).toEqual([]);
  });

  it('tells "nothing yet" from "nothing matches", and offers to clear the filters', async () => {
    show(result({ data: page([]) }));
    expect(screen.getByText('Nothing yet')).toBeTruthy();
    const { state, container } = show(result({ data: page([]) }), { hasFilters: true });
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(state.clear).toHaveBeenCalled();
    expect(await faults(container)).toEqual([]);
  });

  it('tells what failed, with the id to quote and a way to try again', async () => {
    const error = new ApiError({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: 'away',
      requestId: 'req-7',
    });
    const query = result({ error });
    const { container } = show(query);
    expect(screen.getByRole('alert').textContent).toContain('req-7');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(query.refetch).toHaveBeenCalled();
    expect(await faults(container)).toEqual([]);
  });

  it('tells those without permission so', () => {
    show(result({ error: new ApiError({ status: 403, code: 'FORBIDDEN', message: 'no', requestId: null }) }));
    expect(screen.getByText('You may not see this')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('draws of a long windowed page only what is near the screen, and tells how long it is', async () => {
    const rows = Array.from({ length: 200 }, (_, id) => ({ id, name: `Machine ${id}` }));
    const { container } = show(result({ data: page(rows) }), {}, true);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('201');
    const first = screen.getByRole('cell', { name: 'Machine 0' }).closest('tr');
    expect(first?.getAttribute('aria-rowindex')).toBe('2');
    expect(screen.getAllByRole('row').length).toBeLessThan(42);
    // One that spans more makes columns of its own, and narrow ones of all others.
    expect(container.querySelector('.row-spacer td')?.getAttribute('colspan')).toBe('2');
    expect(await faults(container)).toEqual([]);
  });

  it('becomes cards on a phone', () => {
    const original = window.matchMedia;
    window.matchMedia = (query) => ({ ...original(query), matches: query === PHONE });
    show(result({ data: page([{ id: 1, name: 'Gate' }]) }));
    expect(screen.getByRole('list', { name: 'Rows' }).textContent).toBe('Gate');
    expect(screen.queryByRole('table')).toBeNull();
    window.matchMedia = original;
  });
});
