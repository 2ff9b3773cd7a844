declare module 'kafkajs/src/protocol/encoder' {
  class Encoder {
    writeBufferInternal(value: Buffer): void
  }
  export = Encoder
}
