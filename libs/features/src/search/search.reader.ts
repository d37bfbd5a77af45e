import { may } from '@coffee/contract/permissions';
import { SEARCH_KINDS, type SearchHit, type SearchKind, type SearchQuery } from '@coffee/contract/search';
import { likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { searchStatement } from './search-statement';

type Row = SearchHit & { rank: number };

/** Things by name, code or number, whatever they are: what somebody types who knows what they want. */
@Injectable()
export class SearchReader {
  constructor(private readonly db: TenantDb) {}

  /** A few of each kind that the actor may see, the closest first. */
  async search(actor: Actor, { q }: SearchQuery): Promise<SearchHit[]> {
    const text = q.toLowerCase();
    const rows = await this.db
      .for(actor)
      .query<Row>(searchStatement(kindsFor(actor)), [`%${likeLiteral(text)}%`, text, `${likeLiteral(q)}%`]);
    return SEARCH_KINDS.flatMap((kind) =>
      rows
        .filter((row) => row.kind === kind)
        .sort((left, right) => left.rank - right.rank)
        .map(({ id, title, detail, device_id }) => ({ kind, id, title, detail, device_id })),
    );
  }
}

function kindsFor({ role }: Actor): SearchKind[] {
  return SEARCH_KINDS.filter((kind) => kind !== 'user' || (role !== null && may(role, 'users.manage')));
}
