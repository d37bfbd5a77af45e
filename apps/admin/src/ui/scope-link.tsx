import type { ComponentProps } from 'react';
import { Link, useSearchParams } from 'react-router';

/** The merchant whose data is shown lives in the URL, so links carry it on. */
export function useScopedPath(): (path: string) => string {
  const [search] = useSearchParams();
  const merchant = search.get('merchant_id');
  return (path) => {
    if (!merchant || /[?&]merchant_id=/.test(path)) return path;
    return `${path}${path.includes('?') ? '&' : '?'}merchant_id=${merchant}`;
  };
}

export function ScopeLink({ to, ...rest }: Omit<ComponentProps<typeof Link>, 'to'> & { to: string }) {
  const scoped = useScopedPath();
  return <Link to={scoped(to)} {...rest} />;
}
