import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { compileValidator } from './compiled-validator';

class Line {
  @IsString() @MaxLength(5) code!: string;
  @IsInt() @Min(1) @Max(10) qty!: number;
}

class Sample {
  @IsString() @Matches(/^[a-z]*$/) name!: string;
  @IsIn(['a', 'b']) kind!: string;
  @IsOptional() @IsNumber() level?: number | null;
  @IsOptional() @IsObject() extra?: Record<string, unknown>;
  @IsArray() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
}

const validate = compileValidator(Sample);
const good = { name: 'abc', kind: 'a', lines: [{ code: 'x', qty: 1 }] };

describe('a compiled validator', () => {
  it('fills the arguments of a rule into its message', () => {
    const result = validate({ ...good, kind: 'z' });
    expect(result).toMatchObject({
      ok: false,
      issues: [{ field: 'kind', rule: 'isIn', message: 'kind must be one of the following values: a, b' }],
    });
  });

  it('answers the declared keys alone', () => {
    const result = validate({ ...good, stranger: 1, lines: [{ code: 'x', qty: 1, more: true }] });
    expect(result).toEqual({ ok: true, value: good });
  });

  it('names nested fields by their path and the rule that broke', () => {
    const result = validate({
      ...good,
      lines: [
        { code: 'x', qty: 1 },
        { code: 'toolong', qty: 0 },
      ],
    });
    expect(result).toMatchObject({
      ok: false,
      issues: [
        { field: 'lines.1.code', rule: 'maxLength' },
        { field: 'lines.1.qty', rule: 'min' },
      ],
    });
  });

  it.each([null, undefined, 5, 'text', [], [good]])('refuses %p as a body', (body) => {
    expect(validate(body).ok).toBe(false);
  });

  it('ignores what a prototype carries', () => {
    expect(validate(Object.create(good)).ok).toBe(false);
    expect(validate(JSON.parse('{"__proto__": {"name": "abc"}}')).ok).toBe(false);
  });

  it('agrees with class-validator on any body', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.constant(null),
      fc.constantFrom('a', 'b', 'abc'),
    );
    const line = fc.record({ code: value, qty: value }, { requiredKeys: [] });
    const body = fc.record(
      {
        name: value,
        kind: value,
        level: value,
        extra: fc.oneof(value, fc.object()),
        lines: fc.oneof(value, fc.array(line)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (candidate) => {
        const expected = validateSync(plainToInstance(Sample, candidate)).length === 0;
        expect(validate(candidate).ok).toBe(expected);
      }),
    );
  });
});
