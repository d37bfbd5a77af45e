import { ERROR_STATUS } from '@coffee/contract/errors';
import { NotFound, RateLimited } from '@coffee/platform/errors';
import { NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { failureOf, statusOfFailure } from './failure';

describe('failureOf', () => {
  it('passes on what the business says', () => {
    const failure = failureOf(new NotFound('No device X', { code: 'DEVICE_NOT_FOUND' }));
    expect(failure).toMatchObject({ code: 'DEVICE_NOT_FOUND', message: 'No device X', log: null });
    expect(statusOfFailure(failure)).toBe(404);
    expect(failureOf(new RateLimited(7)).retryAfterSeconds).toBe(7);
  });

  it('knows a status for every code of the contract', () => {
    for (const code of Object.keys(ERROR_STATUS) as (keyof typeof ERROR_STATUS)[]) {
      expect(statusOfFailure({ code, message: '', log: null })).toBeGreaterThanOrEqual(400);
    }
  });

  it('turns a database that is away into 503 with a time to wait', () => {
    const failure = failureOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 2, log: 'warn' });
  });

  it('keeps the text of the framework to itself: it repeats the request', () => {
    expect(failureOf(new NotFoundException('Cannot GET /<script>')).message).not.toContain('script');
    expect(failureOf(new PayloadTooLargeException()).code).toBe('PAYLOAD_TOO_LARGE');
    expect(
      failureOf(Object.assign(new Error('secret'), { status: 400, expose: true })).message,
    ).not.toContain('secret');
  });

  it.each([new Error('select * from users'), 'thrown text', null, undefined, { status: 400 }])(
    'tells nothing of anything else (%p)',
    (error) => {
      expect(failureOf(error)).toEqual({
        code: 'INTERNAL_ERROR',
        message: 'Something went wrong on our side',
        log: 'error',
      });
    },
  );
});
