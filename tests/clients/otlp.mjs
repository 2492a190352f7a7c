// Sends spans with the exporters people have, one case a process, and prints a JSON line with the ids of what was sent.
// node otlp.mjs <case> <address of the server> [<address for gRPC>]
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const [name, url, grpcUrl] = process.argv.slice(2);

/** A call within an agent's span, as the gen_ai conventions describe it. */
async function sendSpans(exporter) {
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer('reprise-test', '1.0');
  const root = tracer.startSpan('invoke_agent planner', { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' } });
  const call = tracer.startSpan(
    'chat gpt-4o-mini',
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Größe? 尺寸 🙂' }] }]),
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'Forty-two.' }], finish_reason: 'stop' }]),
        'gen_ai.response.finish_reasons': ['stop'],
      },
    },
    trace.setSpan(context.active(), root),
  );
  call.addEvent('note', { at: 1.5, ok: true });
  call.setStatus({ code: SpanStatusCode.OK });
  call.end();
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  const { traceId } = call.spanContext();
  return { trace: traceId, spans: [root.spanContext().spanId, call.spanContext().spanId] };
}

async function ask(OpenAI) {
  const client = new OpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'sk-test', maxRetries: 0 });
  const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Which sleeping bag for October?' }] });
  return answer.choices[0].message.content;
}

const cases = {
  json: async () => sendSpans(new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter({ url: `${url}/v1/traces` })),
  packed: async () => sendSpans(new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter({ url: `${url}/v1/traces`, compression: 'gzip' })),
  proto: async () => sendSpans(new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter({ url: `${url}/v1/traces` })),
  grpc: async () => sendSpans(new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter({ url: grpcUrl })),
  'grpc-packed': async () => sendSpans(new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter({ url: grpcUrl, compression: 'gzip' })),

  traceloop: async () => {
    const { default: OpenAI } = await import('openai');
    const traceloop = await import('@traceloop/node-server-sdk');
    traceloop.initialize({ appName: 'reprise-test', baseUrl: url, apiKey: 'any', disableBatch: true, silenceInitializationMessage: true, telemetryEnabled: false, instrumentModules: { openAI: OpenAI } });
    const content = await traceloop.withWorkflow({ name: 'gear', associationProperties: { user_id: 'ada', session_id: 'traceloop-1' } }, () => ask(OpenAI));
    await traceloop.forceFlush();
    return { content };
  },

  openinference: async () => {
    const { default: OpenAI } = await import('openai');
    const { OpenAIInstrumentation } = await import('@arizeai/openinference-instrumentation-openai');
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))] });
    provider.register();
    const instrumentation = new OpenAIInstrumentation({ tracerProvider: provider });
    instrumentation.manuallyInstrument(OpenAI);
    const content = await ask(OpenAI);
    await provider.forceFlush();
    await provider.shutdown();
    return { content };
  },
};

console.log(JSON.stringify({ case: name, ...(await cases[name]()) }));
process.exit(0);
