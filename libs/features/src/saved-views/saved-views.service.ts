import { may } from '@coffee/contract/permissions';
import {
  MAX_VIEWS,
  type ChangeSavedView,
  type CreateSavedView,
  type SavedView,
  type ViewedList,
} from '@coffee/contract/saved-views';
import { SavedViewEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { SavedViewNotFound, SharingNotAllowed, TooManyViews, ViewNameTaken } from './saved-views.errors';
import { toSavedView, VIEW_COLUMNS, type SavedViewRow } from './saved-views.mapper';

/** Views belong to people: everybody keeps their own, and sees what others of the same merchant share. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
  ) {}

  /** One's own first, then the shared ones of others, each by name. */
  async list(actor: Actor, list: ViewedList): Promise<SavedView[]> {
    const rows = await this.select(actor, 'v.list = $3', list);
    return rows.map((row) => toSavedView(row, actor));
  }

  async get(actor: Actor, id: number): Promise<SavedView> {
    const [row] = await this.select(actor, 'v.id = $3', id);
    if (!row) throw new SavedViewNotFound();
    return toSavedView(row, actor);
  }

  async create(actor: Actor, { list, name, query, shared = false }: CreateSavedView): Promise<SavedView> {
    if (shared) guardSharing(actor);
    return this.db.transaction(actor, async (tx) => {
      const userId = await this.lockOwner(tx, actor);
      const own = await tx.findAll(SavedViewEntity, { userId, list });
      if (own.length >= MAX_VIEWS) throw new TooManyViews();
      if (own.some((view) => view.name === name)) throw new ViewNameTaken();
      const { merchantId } = actor;
      const view = await tx.insert(SavedViewEntity, { userId, merchantId, list, name, query, shared });
      await this.record(tx, actor, 'created', null, view);
      return toSavedView({ ...view, owner: actor.name }, actor);
    });
  }

  async change(actor: Actor, id: number, change: ChangeSavedView, version?: number): Promise<SavedView> {
    if (change.shared) guardSharing(actor);
    return this.db.transaction(actor, async (tx) => {
      const view = await this.lockOwn(tx, actor, id);
      const twin =
        change.name !== undefined && change.name !== view.name
          ? await tx.find(SavedViewEntity, { userId: view.userId, list: view.list, name: change.name })
          : null;
      if (twin) throw new ViewNameTaken();
      const before = { ...view };
      const saved = await tx.save(SavedViewEntity, Object.assign(view, defined(change)), version);
      await this.record(tx, actor, 'updated', before, saved);
      return toSavedView({ ...saved, owner: actor.name }, actor);
    });
  }

  async remove(actor: Actor, id: number): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const view = await this.lockOwn(tx, actor, id);
      await this.record(tx, actor, 'deleted', view, null);
      await tx.remove(SavedViewEntity, view);
    });
  }

  private async record(
    tx: TenantTx,
    actor: Actor,
    verb: 'created' | 'updated' | 'deleted',
    before: SavedViewEntity | null,
    after: SavedViewEntity | null,
  ): Promise<void> {
    const view = after ?? before;
    if (!view) return;
    await this.audit.record(tx, actor, {
      action: `view.${verb}`,
      targetType: 'view',
      targetId: view.id,
      summary: `${verb} the view ${view.name} of ${view.list}`,
      before: before && toldOf(before),
      after: after && toldOf(after),
      merchantId: view.merchantId,
    });
  }

  private select(actor: Actor, condition: string, value: unknown): Promise<SavedViewRow[]> {
    return this.db.for(actor).query<SavedViewRow>(
      (scope) => `select ${VIEW_COLUMNS} from saved_views v join users u on u.id = v.user_id
        where ${condition} and (v.user_id = $1 or v.shared and v.merchant_id is not distinct from $2)
          and ${scope(SavedViewEntity, 'v')}
        order by v.user_id <> $1, lower(v.name), v.id`,
      [actor.userId, actor.merchantId, value],
    );
  }

  /** Two windows of one person cannot pass the limit or take one name together. */
  private async lockOwner(tx: TenantTx, actor: Actor): Promise<number> {
    const owner = actor.userId === null ? null : await tx.lock(UserEntity, { id: actor.userId });
    if (!owner) throw new SavedViewNotFound();
    return owner.id;
  }

  /** Somebody else's view is seen when it is shared, but is not there for changing. */
  private async lockOwn(tx: TenantTx, actor: Actor, id: number): Promise<SavedViewEntity> {
    const userId = await this.lockOwner(tx, actor);
    const view = await tx.lock(SavedViewEntity, { id, userId });
    if (!view) throw new SavedViewNotFound();
    return view;
  }
}

/** A viewer changes nothing that others see. */
function guardSharing({ role }: Actor): void {
  if (role === null || !may(role, 'views.share')) throw new SharingNotAllowed();
}

const toldOf = ({ list, name, query, shared }: SavedViewEntity): object => ({ list, name, query, shared });

const defined = (change: ChangeSavedView): Partial<ChangeSavedView> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined && value !== null));
