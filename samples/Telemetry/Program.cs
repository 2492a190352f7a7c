// What an application sends to its collector anyway: spans of the gen_ai conventions become interactions.
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

var server = Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080";
using var source = new ActivitySource("sample");
using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name)
    .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (new Uri($"{server}/v1/traces"), OtlpExportProtocol.HttpProtobuf)).Build();

using (var chat = source.StartActivity("chat gpt-4o", ActivityKind.Client))
{
    chat?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", "openai").SetTag("gen_ai.request.model", "gpt-4o").SetTag("gen_ai.conversation.id", "sample-telemetry")
        .SetTag("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"Good morning!"}]}]""")
        .SetTag("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"Good morning to you."}],"finish_reason":"stop"}]""")
        .SetTag("gen_ai.usage.input_tokens", 3).SetTag("gen_ai.usage.output_tokens", 5);
}

Console.WriteLine(provider.ForceFlush());
