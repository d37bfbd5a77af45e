import type { ListState, LooseValue } from './list-state';

export interface FilterOption {
  value: string;
  label: string;
}

/** One filter of a list: how it is chosen and what its chips say. */
export interface Filter {
  key: string;
  label: string;
  kind: 'many' | 'one' | 'flag' | 'text' | 'number' | 'list';
  options?: FilterOption[];
  /** Shown as its own button beside the search on wide screens; all are in the drawer. */
  primary?: boolean;
}

export interface Chip {
  key: string;
  label: string;
  patch: Record<string, LooseValue>;
}

const labelOf = (filter: Filter, value: string) =>
  filter.options?.find((option) => option.value === value)?.label ?? value;

/** What is filtered by, one chip per value, each with the change that takes it away. */
export function chipsOf(
  filters: Filter[],
  values: ListState['values'],
  words: { yes: string; no: string },
): Chip[] {
  return filters.flatMap((filter): Chip[] => {
    const value = values[filter.key] as LooseValue;
    if (Array.isArray(value)) {
      return (value as string[]).map((part) => ({
        key: `${filter.key}=${part}`,
        label: `${filter.label}: ${labelOf(filter, part)}`,
        patch: { [filter.key]: (value as string[]).filter((other) => other !== part) },
      }));
    }
    if (value === null || value === undefined || value === '') return [];
    const text = typeof value === 'boolean' ? (value ? words.yes : words.no) : labelOf(filter, String(value));
    return [{ key: filter.key, label: `${filter.label}: ${text}`, patch: { [filter.key]: null } }];
  });
}
