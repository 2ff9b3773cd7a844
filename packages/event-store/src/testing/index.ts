export { type ContractSetup, eventStoreContract, type OpenedStore, type OpenStore } from './contract'
export { sampleColumns, sampleEvent, sameSampleContent, type SamplePayload } from './sample'
