import type { Page } from '@coffee/contract/paging';
import { StockDrift, StockDriftQuery } from '@coffee/contract/stock';
import { MovementsReader } from '@coffee/features/stock';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { AnyRole, Answers, CurrentActor } from '../http';

@Controller('stock')
@AnyRole()
export class StockController {
  constructor(private readonly movements: MovementsReader) {}

  /** Where a machine or a person found another level than the ledger's, over the fleet, newest first. */
  @Get('drift')
  @Answers(StockDrift, { page: true })
  drift(@CurrentActor() actor: Actor, @Query() query: StockDriftQuery): Promise<Page<StockDrift>> {
    return this.movements.drift(actor, query);
  }
}
