export { eventStoreContract } from './contract'
export type { ContractSetup, OpenedStore, OpenStore } from './fixture'
export { sampleColumns, sampleEvent, sampleEvents, sameSampleContent, type SamplePayload } from './sample'
