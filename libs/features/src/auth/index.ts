export { AccountsReader, type Account, type StoredSession } from './accounts.reader';
export { AuthModule } from './auth.module';
export { PasswordChangeService } from './password-change.service';
export { PasswordHasher } from './password-hasher';
export { SessionWatch, type WatchedSession } from './session-watch.reader';
export { SessionNotFound, SessionsService } from './sessions.service';
export { SignInService, type Credentials, type Visit } from './sign-in.service';
