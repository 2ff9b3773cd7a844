export { runKafkaTool } from './broker-process'
export { INSTALL_LINE, kafkaJars, kafkaVersion, missingForBroker } from './kafka-jars'
export { describeWithKafka, eventually, realTimers, sharedBroker, silent, testClient, uniqueName } from './kafka-kit'
export { type Broker, type BrokerOptions, startBroker } from './start-broker'
