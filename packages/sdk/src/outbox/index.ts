export { tenantWindow } from './admission.ts'
export { Dispatcher } from './dispatcher.ts'
export { type Relay, type RelayOptions, relayOnce, startRelay } from './relay.ts'
