import { CreateMerchant, Merchant, MerchantQuery, UpdateMerchant } from '@coffee/contract/merchants';
import type { Page } from '@coffee/contract/paging';
import { MerchantsReader, MerchantsService } from '@coffee/features/merchants';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, IfMatch, IntegerId, Needs } from '../http';

@Controller('merchants')
export class MerchantsController {
  constructor(
    private readonly reader: MerchantsReader,
    private readonly merchants: MerchantsService,
  ) {}

  @Get()
  @AnyRole()
  @Answers(Merchant, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: MerchantQuery): Promise<Page<Merchant>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Needs('merchants.manage')
  @Created()
  @Answers(Merchant)
  create(@CurrentActor() actor: Actor, @Body() body: CreateMerchant): Promise<Merchant> {
    return this.merchants.create(actor, body);
  }

  @Get(':id')
  @AnyRole()
  @Answers(Merchant)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Merchant> {
    return this.reader.get(actor, id);
  }

  @Patch(':id')
  @Needs('merchants.manage')
  @Answers(Merchant)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: UpdateMerchant,
    @IfMatch() version: number | undefined,
  ): Promise<Merchant> {
    return this.merchants.update(actor, id, body, version);
  }
}
