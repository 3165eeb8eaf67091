import { sdkMigrations } from '@academy/sdk/database'

/** Where the tables come from, in the order in which they are made: the SDK's first, then this application's. */
export const migrationDirectories: readonly URL[] = [sdkMigrations, new URL('../migrations/', import.meta.url)]
