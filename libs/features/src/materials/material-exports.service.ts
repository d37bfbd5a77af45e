import type { MaterialExportQuery } from '@coffee/contract/materials';
import { MaterialEntity } from '@coffee/data/entities';
import { Conditions } from '@coffee/data/list-query';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';
import { AuditTrail } from '../audit';
import { ExportWriter } from '../exports';
import { EXPORT_COLUMNS, STOCK_COLUMNS } from './material-columns';
import { stockSql } from './stock-sql';

/** No time stands in the file. */
const ZONE = 'UTC';

/** The dictionary as a file, at once: it is short beside orders. */
@Injectable()
export class MaterialExports {
  constructor(
    private readonly writer: ExportWriter,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** What it is saved as. Who asked for it is kept before anything is sent. */
  async begin(actor: Actor, query: MaterialExportQuery): Promise<string> {
    const { format = 'csv' } = query;
    const stamp = this.clock.now().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    const name = `materials_${stamp}.${format}`;
    await this.audit.recordAs(actor, {
      action: 'material.exported',
      targetType: 'material',
      targetId: name,
      summary: `Exported the materials as ${format}`,
      after: { ...query },
    });
    return name;
  }

  async send(actor: Actor, query: MaterialExportQuery, target: Writable): Promise<number> {
    const { format = 'csv', language = 'en', enabled_only: enabled, include_usage_stats: usage } = query;
    const where = new Conditions();
    if (enabled === true) where.raw('m.enabled');
    const list = {
      entity: MaterialEntity,
      alias: 'm',
      from: 'materials m',
      joins:
        usage === true
          ? (scope: Parameters<typeof stockSql>[0]) =>
              `left join (${stockSql(scope)}) s on s.material_id = m.id`
          : '',
      where,
      orderBy: 'm.code',
      columns: usage === true ? [...EXPORT_COLUMNS, ...STOCK_COLUMNS] : EXPORT_COLUMNS,
    };
    const title = { en: 'Materials', 'zh-CN': '物料' }[language];
    return this.writer.send(
      actor,
      { list, format, language, timeZone: ZONE, name: 'materials', title },
      target,
    );
  }
}
