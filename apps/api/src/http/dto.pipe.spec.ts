import { CommaList, PageQuery } from '@coffee/contract/paging';
import { InvalidArgument, ValidationFailed } from '@coffee/platform/errors';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, ValidateNested } from 'class-validator';
import { DtoPipe } from './dto.pipe';

class Line {
  @IsInt() @Max(9) qty!: number;
}

class Basket {
  @IsString() name!: string;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Line) items?: Line[];
}

class BasketQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(['open', 'closed'], { each: true }) status?: string[];
}

const pipe = new DtoPipe();
const body = async (value: unknown): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype: Basket });
const query = async (value: unknown): Promise<unknown> =>
  pipe.transform(value, { type: 'query', metatype: BasketQuery });

async function refused(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('DtoPipe', () => {
  it('makes the DTO of a good body', async () => {
    const made = await body({ name: 'a', items: [{ qty: 1 }] });
    expect(made).toBeInstanceOf(Basket);
    expect((made as Basket).items?.[0]).toBeInstanceOf(Line);
  });

  it('names the field of each broken rule, as deep as it is', async () => {
    const error = await refused(body({ name: 'a', items: [{ qty: 1 }, { qty: 20.5 }], more: 1 }));
    expect(error).toBeInstanceOf(ValidationFailed);
    const issues = (error as ValidationFailed).issues.map(({ field, rule }) => `${field} ${rule}`);
    expect(issues.sort()).toEqual(['items.1.qty isInt', 'items.1.qty max', 'more whitelistValidation']);
  });

  it('says of an absent field only that it is required', async () => {
    const error = await refused(body(undefined));
    expect((error as ValidationFailed).issues).toEqual([
      { field: 'name', rule: 'isDefined', message: 'name is required' },
    ]);
  });

  it.each([[[]], ['text'], [7]])('refuses a body that is no object: %p', async (value) => {
    expect(await refused(body(value))).toBeInstanceOf(ValidationFailed);
  });

  it('reads a query, and names the valid values of a bad one', async () => {
    expect(await query({ page: '2', status: 'open,closed' })).toMatchObject({
      page: 2,
      status: ['open', 'closed'],
    });
    const error = await refused(query({ status: 'open,gone' }));
    expect(error).toBeInstanceOf(InvalidArgument);
    expect((error as InvalidArgument).details).toMatchObject({ field: 'status', valid: ['open', 'closed'] });
  });

  it('names the valid keys for an unknown one', async () => {
    const error = await refused(query({ colour: 'red' }));
    expect((error as InvalidArgument).details).toMatchObject({
      field: 'colour',
      valid: expect.arrayContaining(['status', 'page', 'sort']) as unknown,
    });
  });

  it('refuses repeated parameters and NUL', async () => {
    expect(await refused(query({ page: ['1', '2'] }))).toBeInstanceOf(InvalidArgument);
    expect(await refused(query({ status: 'a\0b' }))).toBeInstanceOf(InvalidArgument);
    expect(() => pipe.transform('a\0', { type: 'param', metatype: String, data: 'id' })).toThrow(
      InvalidArgument,
    );
  });

  it('leaves to themselves what names no DTO', () => {
    const raw = { anything: 1 };
    expect(pipe.transform(raw, { type: 'body', metatype: Object })).toBe(raw);
    expect(pipe.transform(raw, { type: 'custom', metatype: Basket })).toBe(raw);
  });
});
