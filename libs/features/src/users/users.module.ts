import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AuthModule } from '../auth';
import { UsersReader } from './users.reader';
import { UsersService } from './users.service';

@Module({
  imports: [AuditModule, AuthModule],
  providers: [UsersReader, UsersService],
  exports: [UsersReader, UsersService],
})
export class UsersModule {}
