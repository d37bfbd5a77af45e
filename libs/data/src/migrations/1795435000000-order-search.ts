import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A merchant's orders by the beginning of their number, however many others have under the same. */
export class OrderSearch1795435000000 implements MigrationInterface {
  readonly name = 'OrderSearch1795435000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index orders_merchant_order_id_idx on orders (merchant_id, order_id text_pattern_ops)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index orders_merchant_order_id_idx');
  }
}
