export { migrationDirectories } from './migrations.ts'
export { type Api, startApi } from './start.ts'
