import type { Page } from '@coffee/contract/paging';
import {
  PickList,
  PickListQuery,
  Refill,
  RefillBins,
  RefillBinsAnswer,
  RefillQuery,
} from '@coffee/contract/stock';
import { PickListReader, RefillsReader, RefillsService } from '@coffee/features/stock';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Answers, AnyRole, CurrentActor, IdempotencyKey, Needs, Raw } from '../http';

@Controller('refills')
@AnyRole()
export class RefillsController {
  constructor(
    private readonly reader: RefillsReader,
    private readonly picks: PickListReader,
    private readonly refills: RefillsService,
  ) {}

  /** Bins over the fleet by what runs out first, with the sales that an empty one is expected to cost. */
  @Get()
  @Answers(Refill, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: RefillQuery): Promise<Page<Refill>> {
    return this.reader.list(actor, query);
  }

  /** What to bring to each place so that its bins are full. */
  @Get('pick_list')
  @Answers(PickList)
  pickList(@CurrentActor() actor: Actor, @Query() query: PickListQuery): Promise<PickList> {
    return this.picks.make(actor, query);
  }

  /** The same as a file for a spreadsheet. */
  @Get('pick_list.csv')
  @Raw('text/csv')
  @Answers(null)
  async pickListFile(
    @CurrentActor() actor: Actor,
    @Query() query: PickListQuery,
    @Res() response: Response,
  ): Promise<void> {
    const text = await this.picks.csv(actor, query);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename="pick-list.csv"');
    response.send(text);
  }

  /** Several bins were refilled. What could be done was done; the rest is told with its reason. */
  @Post()
  @HttpCode(200)
  @Needs('stock.manage')
  @Answers(RefillBinsAnswer)
  refill(
    @CurrentActor() actor: Actor,
    @Body() body: RefillBins,
    @IdempotencyKey() key?: string,
  ): Promise<RefillBinsAnswer> {
    return this.refills.refill(actor, body, key);
  }
}
