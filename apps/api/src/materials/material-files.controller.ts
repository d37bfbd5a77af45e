import {
  ImportAnswer,
  ImportFileOptions,
  ImportMaterials,
  MaterialExportQuery,
} from '@coffee/contract/materials';
import { MaterialExports } from '@coffee/features/materials';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Answer, Answers, BodyLimits, CurrentActor, Describe, IdempotencyKey, Needs, Raw } from '../http';
import type { SessionRequest } from '../http/session';
import { TakesBody, TakesForm, TakesText } from '../http/takes-body';
import { sendAsItComes } from './as-it-comes';
import { ImportIntake } from './import-intake';

/** Stands before `GET /materials/{id}`, which would take `export` for a number. */
@Controller('materials')
@Needs('materials.manage')
export class MaterialFilesController {
  constructor(
    private readonly exports: MaterialExports,
    private readonly intake: ImportIntake,
  ) {}

  @Get('export')
  @Raw('application/octet-stream')
  @Describe(
    'A file, CSV (UTF-8 with a byte order mark) or XLSX. Imported again as it is, it changes nothing.',
  )
  @Answers(null)
  async export(
    @CurrentActor() actor: Actor,
    @Query() query: MaterialExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    const name = await this.exports.begin(actor, query);
    await sendAsItComes(response, name, () => this.exports.send(actor, query, response));
  }

  @Post('import')
  @HttpCode(200)
  @BodyLimits(null)
  @TakesBody(ImportMaterials)
  @TakesForm(ImportFileOptions)
  @TakesText('text/csv')
  @Describe(
    'A CSV body, a form with the CSV or XLSX in `file`, or JSON. The first row of a file names its columns: code, name, type, unit, and where wanted density, cost_per_1000, enabled; where it does not, `mapping` says what its columns are, and a refusal for the header lists them in `details.columns` with what they may be. Good rows are kept, bad ones are told row by row; a row that says what is there already changes nothing. A file that cannot be read as a whole is refused and changes nothing. Over 5,000 rows it is a task: 202.',
  )
  @Answers(ImportAnswer, { status: [200, 202] })
  async import(
    @CurrentActor() actor: Actor,
    @Query() options: ImportFileOptions,
    @Req() request: SessionRequest,
    @IdempotencyKey() key?: string,
  ): Promise<Answer<ImportAnswer>> {
    const answer = await this.intake.take(actor, request, options, key);
    return new Answer(answer.total_rows === undefined ? 202 : 200, answer);
  }
}
