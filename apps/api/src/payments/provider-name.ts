import { NOTIFYING_PROVIDERS, type NotifyingProvider } from '@coffee/contract/payments';
import { NotFound } from '@coffee/platform/errors';
import { Injectable, type PipeTransform } from '@nestjs/common';

/** `@Param('provider', ProviderName) provider: NotifyingProvider`. */
@Injectable()
export class ProviderName implements PipeTransform<string, NotifyingProvider> {
  transform(value: string): NotifyingProvider {
    const known = NOTIFYING_PROVIDERS.find((name) => name === value);
    if (!known) throw new NotFound('No such payment provider');
    return known;
  }
}
