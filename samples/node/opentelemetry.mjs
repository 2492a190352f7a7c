// Spans of the gen_ai conventions, sent where the collector would be.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const server = process.env.REPRISE_SERVER ?? 'http://127.0.0.1:5080';
const exporter = new OTLPTraceExporter({ url: `${server}/v1/traces` });
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const span = provider.getTracer('sample').startSpan('chat gpt-4o');
span.setAttributes({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.conversation.id': 'sample-node-telemetry',
  'gen_ai.usage.input_tokens': 3,
  'gen_ai.usage.output_tokens': 5,
});
span.end();
await provider.shutdown();
