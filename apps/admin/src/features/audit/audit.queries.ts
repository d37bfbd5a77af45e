import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditEntry, AuditVerification } from '@coffee/contract/audit';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const auditQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.audit.list(query),
    queryFn: ({ signal }) => api<Page<AuditEntry>>('GET', '/audit', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** Asked for by a person, never by itself: it reads the whole log. Leaving the page ends it on the server too. */
export const verificationQuery = queryOptions({
  queryKey: queryKeys.audit.verification,
  queryFn: ({ signal }) => api<AuditVerification>('GET', '/audit/verify', { signal }),
  enabled: false,
  retry: false,
  gcTime: 0,
});
