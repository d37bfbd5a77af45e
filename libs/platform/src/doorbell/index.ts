export { Doorbell, type DoorbellListener } from './doorbell';
export { DoorbellModule } from './doorbell.module';
