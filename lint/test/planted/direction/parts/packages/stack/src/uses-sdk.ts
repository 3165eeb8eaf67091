import { channels } from '@academy/sdk/contract' // planted
export { migrate } from '../../sdk/src/database/index.ts' // planted
export type Config = import('@academy/sdk/config').AcademyConfig // planted

export const names = Object.keys(channels)
