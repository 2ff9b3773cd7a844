export { INSTALL_LINE, kafkaJars, kafkaVersion, missingForBroker } from './kafka-jars'
export { type Broker, type BrokerOptions, startBroker } from './start-broker'
export { runKafkaTool } from './broker-process'
