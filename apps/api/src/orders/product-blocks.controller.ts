import { ProductBlock } from '@coffee/contract/refunds';
import { ProductBlocks } from '@coffee/features/orders';
import type { Actor } from '@coffee/platform/context';
import { Controller, Delete, Get, Param } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, DeviceId, IntegerId, Needs } from '../http';

@Controller('devices/:id/product_blocks')
@AnyRole()
export class ProductBlocksController {
  constructor(private readonly blocks: ProductBlocks) {}

  /** What the machine shall not sell, because its cups failed again and again. */
  @Get()
  @Answers(ProductBlock, { array: true })
  list(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<ProductBlock[]> {
    return this.blocks.list(actor, id);
  }

  /** Lets the machine sell the product again; answers what is left. */
  @Delete(':block_id')
  @Needs('orders.manage')
  @Answers(ProductBlock, { array: true })
  clear(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Param('block_id', IntegerId) blockId: number,
  ): Promise<ProductBlock[]> {
    return this.blocks.clear(actor, id, blockId);
  }
}
