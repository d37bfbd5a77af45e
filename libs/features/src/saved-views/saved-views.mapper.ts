import type { SavedView, ViewedList } from '@coffee/contract/saved-views';
import type { SavedViewEntity } from '@coffee/data/entities';
import type { Actor } from '@coffee/platform/context';

export type SavedViewRow = Pick<
  SavedViewEntity,
  'id' | 'userId' | 'list' | 'name' | 'query' | 'shared' | 'version' | 'createdAt' | 'updatedAt'
> & { owner: string };

export const VIEW_COLUMNS = `v.id, v.user_id as "userId", v.list, v.name, v.query, v.shared, v.version,
  v.created_at as "createdAt", v.updated_at as "updatedAt", u.name as owner`;

export function toSavedView(row: SavedViewRow, actor: Actor): SavedView {
  return {
    id: row.id,
    list: row.list as ViewedList,
    name: row.name,
    query: row.query,
    shared: row.shared,
    is_own: row.userId === actor.userId,
    owner: row.owner,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
