export { FileStore } from './file-store';
export { NewFile, type StoredFile } from './new-file';
export { StorageModule } from './storage.module';
