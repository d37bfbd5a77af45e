import { Injectable, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { JobHandlers, missingOrDoubled } from './job-handlers';
import { Handles, defineJob } from './index';

const grind = defineJob({ name: 'spec-grind', queue: 'spec-a' });
const pour = defineJob({ name: 'spec-pour', queue: 'spec-b' });

@Injectable()
class Processor {
  readonly ran: string[] = [];

  @Handles(grind)
  async grind(id: string): Promise<void> {
    this.ran.push(id);
  }
}

@Injectable()
class Rival {
  @Handles(grind)
  async alsoGrind(): Promise<void> {}
}

async function collect(...providers: (typeof Processor | typeof Rival)[]) {
  @Module({ imports: [DiscoveryModule], providers: [...providers, JobHandlers] })
  class SpecModule {}
  const module = await Test.createTestingModule({ imports: [SpecModule] }).compile();
  return { module, handlers: module.get(JobHandlers).collect() };
}

describe('the boot check of the worker', () => {
  it('finds the marked methods and binds them to their instance', async () => {
    const { module, handlers } = await collect(Processor);
    expect(handlers).toMatchObject([{ job: grind, place: 'Processor.grind' }]);
    await handlers[0]?.run('42', 0);
    expect(module.get(Processor).ran).toEqual(['42']);
  });

  it('is content when each job has one processor', async () => {
    const { handlers } = await collect(Processor);
    expect(missingOrDoubled([grind], handlers)).toEqual([]);
  });

  it('names a job that nobody does', async () => {
    const { handlers } = await collect(Processor);
    expect(missingOrDoubled([grind, pour], handlers)).toEqual(['The job "spec-pour" has no processor']);
  });

  it('names a job that two do', async () => {
    const { handlers } = await collect(Processor, Rival);
    expect(missingOrDoubled([grind], handlers)).toEqual([
      'The job "spec-grind" has 2 processors: Processor.grind, Rival.alsoGrind',
    ]);
  });

  it('refuses a second declaration of a job', () => {
    expect(() => defineJob({ name: 'spec-grind', queue: 'spec-c' })).toThrow('declared twice');
  });
});
