import type { RefillBins, RefillBinsAnswer } from '@coffee/contract/stock';
import { DeviceBinEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { DomainError } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { actOnce } from '../idempotency';
import { BinNews } from './bin-news';
import { BinsService } from './bins.service';

/** A round of refills: several bins at once, as they are when somebody stands before the machine. */
@Injectable()
export class RefillsService {
  constructor(
    private readonly db: TenantDb,
    private readonly bins: BinsService,
    private readonly news: BinNews,
  ) {}

  /** What can be done is done, and the rest is told with its reason; the same key again answers the same. */
  async refill(actor: Actor, input: RefillBins, key?: string): Promise<RefillBinsAnswer> {
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, { name: 'refills', key, request: input }, async () => {
        const answer: RefillBinsAnswer = { succeeded: [], failed: [] };
        await lockAll(tx, input);
        for (const { device_id, bin_index, ...refill } of input.refills) {
          try {
            const moved = await this.bins.refillIn(tx, actor, [device_id, bin_index], refill);
            const { amount, remaining } = moved;
            answer.succeeded.push({ device_id, bin_index, amount, remaining });
          } catch (error) {
            // Refused before anything was written: the transaction goes on.
            if (!(error instanceof DomainError)) throw error;
            answer.failed.push({ device_id, bin_index, code: error.code, message: error.message });
          }
        }
        return answer;
      }),
    );
    if (!again && answer.succeeded.length > 0) await this.news.tell(actor, answer.succeeded);
    return answer;
  }
}

/** In the order in which everybody locks bins, PostgreSQL's own: two rounds never wait for each other in a ring. */
async function lockAll(tx: TenantTx, { refills }: RefillBins): Promise<void> {
  await tx.query(
    (scope) => `
      select 1 from device_bins b
      where (b.device_id, b.bin_index) in (select * from unnest($1::text[], $2::integer[])) and ${scope(DeviceBinEntity, 'b')}
      order by b.device_id, b.bin_index for update`,
    [refills.map(({ device_id }) => device_id), refills.map(({ bin_index }) => bin_index)],
  );
}
