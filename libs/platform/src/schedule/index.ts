export { Beat } from './beat';
export { Every, type Rhythm } from './every.decorator';
export { ScheduleModule } from './schedule.module';
