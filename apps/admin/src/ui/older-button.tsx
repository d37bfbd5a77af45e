import type { UseInfiniteQueryResult } from '@tanstack/react-query';

interface Props {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  label: string;
}

/** The next page of a history, below what is shown of it; nothing where that is all. */
export function OlderButton({ query, label }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="btn btn-plain"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {label}
    </button>
  );
}
