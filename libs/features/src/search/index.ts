export { SearchModule } from './search.module';
export { SearchReader } from './search.reader';
