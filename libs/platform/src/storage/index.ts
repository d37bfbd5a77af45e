export { FileStore } from './file-store';
export { NewFile, put, type StoredFile } from './new-file';
export { StorageModule } from './storage.module';
