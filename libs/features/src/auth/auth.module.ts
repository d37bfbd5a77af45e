import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AccountsReader } from './accounts.reader';
import { LoginThrottle } from './login-throttle';
import { PasswordChangeService } from './password-change.service';
import { PasswordHasher } from './password-hasher';
import { SessionWatch } from './session-watch.reader';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';

@Module({
  imports: [AuditModule],
  providers: [
    AccountsReader,
    LoginThrottle,
    PasswordChangeService,
    PasswordHasher,
    SessionWatch,
    SessionsService,
    SignInService,
  ],
  exports: [
    AccountsReader,
    PasswordChangeService,
    PasswordHasher,
    SessionWatch,
    SessionsService,
    SignInService,
  ],
})
export class AuthModule {}
