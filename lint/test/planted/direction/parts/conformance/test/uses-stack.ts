import { testServers } from '@academy/stack/testing' // planted

export const servers = testServers
