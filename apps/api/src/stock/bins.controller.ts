import { Bin } from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import {
  AdjustBin,
  BindBin,
  Movement,
  MovementQuery,
  ProductLeft,
  RefillBin,
  WasteBin,
} from '@coffee/contract/stock';
import { BinsReader, BinsService, MovementsReader } from '@coffee/features/stock';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, DeviceId, Needs } from '../http';
import { BinIndex } from './bin-index';

/** A machine's bins. */
@Controller('devices/:id')
@AnyRole()
export class BinsController {
  constructor(
    private readonly reader: BinsReader,
    private readonly bins: BinsService,
    private readonly movements: MovementsReader,
  ) {}

  /** The same as bins. */
  @Get('materials')
  @Answers(Bin, { array: true })
  materials(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<Bin[]> {
    return this.reader.list(actor, id);
  }

  /** What is in the machine, and how long it lasts. */
  @Get('bins')
  @Answers(Bin, { array: true })
  list(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<Bin[]> {
    return this.reader.list(actor, id);
  }

  /** Cups and hours left of each product that the machine offers. */
  @Get('cups_left')
  @Answers(ProductLeft, { array: true })
  products(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<ProductLeft[]> {
    return this.reader.products(actor, id);
  }

  /** Says what is in a bin. Another material or unit than before empties it first; an unknown material is 404. */
  @Put('bins/:bin_index/bind')
  @Needs('stock.manage')
  @Answers(Bin)
  bind(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
    @Body() body: BindBin,
  ): Promise<Bin> {
    return this.bins.bind(actor, id, index, body);
  }

  /** Frees a bin: what was in it is taken off the ledger. */
  @Delete('bins/:bin_index/bind')
  @Needs('stock.manage')
  @Answers(Bin)
  unbind(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
  ): Promise<Bin> {
    return this.bins.unbind(actor, id, index);
  }

  /** Material was put in: an amount, or up to the capacity. */
  @Post('bins/:bin_index/refill')
  @HttpCode(200)
  @Needs('stock.manage')
  @Answers(Bin)
  refill(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
    @Body() body: RefillBin,
  ): Promise<Bin> {
    return this.bins.refill(actor, id, index, body);
  }

  /** Somebody counted: the level is what was found, and the difference is kept as drift. */
  @Post('bins/:bin_index/adjust')
  @HttpCode(200)
  @Needs('stock.manage')
  @Answers(Bin)
  adjust(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
    @Body() body: AdjustBin,
  ): Promise<Bin> {
    return this.bins.adjust(actor, id, index, body);
  }

  /** Material was thrown away. */
  @Post('bins/:bin_index/waste')
  @HttpCode(200)
  @Needs('stock.manage')
  @Answers(Bin)
  waste(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
    @Body() body: WasteBin,
  ): Promise<Bin> {
    return this.bins.waste(actor, id, index, body);
  }

  /** The bin's ledger, newest first. */
  @Get('bins/:bin_index/movements')
  @Answers(Movement, { page: true })
  history(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('bin_index', BinIndex) index: number,
    @Query() query: MovementQuery,
  ): Promise<Page<Movement>> {
    return this.movements.ofBin(actor, id, index, query);
  }
}
