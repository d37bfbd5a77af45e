import type { Logger } from '@coffee/platform/logging';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { writeFailure } from './answer-writer';
import type { EdgeResponse } from './edge-request';

/** Every failure of the API, whoever threw it, in the contract's shape. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    writeFailure(host.switchToHttp().getResponse<EdgeResponse>(), error, this.logger);
  }
}
