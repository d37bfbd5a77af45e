export { AccountsReader, type Account } from './accounts.reader';
export { AuthModule } from './auth.module';
export { PasswordChangeService } from './password-change.service';
export { PasswordHasher } from './password-hasher';
export { SignInService, type Credentials, type Visit } from './sign-in.service';
