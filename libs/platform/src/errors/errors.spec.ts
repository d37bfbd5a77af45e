import { QueryFailedError } from 'typeorm';
import { DomainError, NotFound, RateLimited, ValidationFailed, isDatabaseUnavailable } from './index';

function withCode(code: string, message = 'x'): Error {
  return Object.assign(new Error(message), { code });
}

describe('domain errors', () => {
  it('carry a code, a kind and a name, and keep the cause to themselves', () => {
    const cause = new Error('select secret');
    const error = new NotFound('No such device', { code: 'DEVICE_NOT_FOUND', cause });
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'DEVICE_NOT_FOUND', kind: 'missing', name: 'NotFound', cause });
    expect(error.message).not.toContain('secret');
  });

  it('tell when to come again', () => {
    expect(new RateLimited(30)).toMatchObject({
      code: 'RATE_LIMITED',
      kind: 'limited',
      retryAfterSeconds: 30,
    });
  });

  it('name the fields that are wrong', () => {
    const issue = { field: 'items.0.qty', rule: 'isInt', message: 'must be a whole number' };
    expect(new ValidationFailed([issue]).details).toEqual({ validation_errors: [issue] });
  });
});

describe('isDatabaseUnavailable', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    '57P01',
    '57P02',
    '57P03',
    '08006',
    '08003',
    '53300',
    '53100',
    '40P01',
    '57014',
  ])('says yes to %s', (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(true));

  it.each(['23505', '23503', '42P01', '22P02', '57000', 'ENOENT'])('says no to %s', (code) =>
    expect(isDatabaseUnavailable(withCode(code))).toBe(false),
  );

  it('looks into what TypeORM wraps', () => {
    expect(isDatabaseUnavailable(new QueryFailedError('select 1', [], withCode('57P01')))).toBe(true);
    expect(isDatabaseUnavailable(new QueryFailedError('select 1', [], withCode('23505')))).toBe(false);
  });

  it('knows the errors that come without a code', () => {
    const released = Object.assign(new Error('released'), { name: 'QueryRunnerAlreadyReleasedError' });
    expect(isDatabaseUnavailable(released)).toBe(true);
    expect(isDatabaseUnavailable(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isDatabaseUnavailable(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isDatabaseUnavailable(new AggregateError([withCode('ECONNREFUSED')], ''))).toBe(true);
  });

  it('survives what is no error, and errors that cause themselves', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(
      [undefined, null, 'ECONNREFUSED', {}, loop].map((value) => isDatabaseUnavailable(value)),
    ).not.toContain(true);
  });
});
