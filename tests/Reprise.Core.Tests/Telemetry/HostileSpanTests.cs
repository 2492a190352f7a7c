using Reprise.Telemetry;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Whatever comes, reading a span neither throws nor makes a record that would be refused.</summary>
public sealed class HostileSpanTests(ITestOutputHelper output)
{
    private static readonly string[] _names =
    [
        "gen_ai.operation.name", "gen_ai.request.model", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cost", "gen_ai.response.finish_reasons", "gen_ai.prompt", "gen_ai.prompt.0.role", "gen_ai.prompt.0.content", "gen_ai.prompt.99999999999.content", "gen_ai.prompt.0.0.0.0.0",
        "gen_ai.completion.0.content", "gen_ai.completion", "llm.input_messages.0.message.role", "llm.input_messages.0.message.contents.0.message_content.type", "llm.output_messages.1.message.tool_calls.0.tool_call.function.name",
        "llm.tools.0.tool.json_schema", "llm.invocation_parameters", "llm.token_count.prompt", "llm.cost.total", "openinference.span.kind", "input.value", "output.value", "retrieval.documents.0.document.content", "metadata", "tag.tags",
        "langfuse.observation.type", "langfuse.observation.input", "langfuse.observation.output", "langfuse.observation.usage_details", "langfuse.observation.cost_details", "langfuse.observation.metadata", "langfuse.trace.tags",
        "langfuse.observation.completion_start_time", "langfuse.observation.level", "langfuse.observation.prompt.name", "ai.operationId", "ai.prompt", "ai.prompt.messages", "ai.response.toolCalls", "ai.response.providerMetadata",
        "ai.usage.inputTokens", "ai.values", "ai.settings.temperature", "ai.response.msToFirstChunk", "gen_ai.server.time_to_first_token", "pydantic_ai.all_messages", "events", "genkit:output", "genkit:input", "genkit:metadata:subtype",
        "gcp.vertex.agent.llm_response", "lk.chat_ctx", "mlflow.spanInputs", "traceloop.span.kind", "traceloop.entity.input", "traceloop.association.properties.user_id", "session.id", "user.id", "http.method", "http.status_code",
        "http.url", "mcp.method.name", "error.type", "span.type", "model", "input_tokens", "tool_arguments", "gen_ai.tool.name", "gen_ai.tool.call.arguments", "gen_ai.retrieval.documents", "gen_ai.evaluation.name", "whatever", "",
    ];

    private static readonly string[] _texts =
    [
        "", " ", "null", "[]", "{}", "[[]]", "[null]", "[1,\"a\",{}]", "{\"messages\":[null,1,[],{\"role\":1}]}", "[{\"role\":\"user\",\"content\":null}]", "[{\"role\":\"user\",\"parts\":[null,1,{\"type\":\"tool_call\"},{\"type\":\"blob\"}]}]",
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:;base64,\"}},{\"type\":\"image_url\",\"image_url\":\"data:\"}]}", "{\"choices\":[null,{\"message\":null},{\"text\":1}]}", "{\"a\":1,\"a\":2}",
        "{\"generations\":[[{\"text\":\"x\"}],null]}", "{broken", "[broken", "\"quoted\"", "\"half", "\ud800", "\"\\ud800\"", "{\"\\udc00\":\"\\ud800\"}", "a\0b", "NaN", "-1", "1e999", "99999999999999999999", "true", "llm", "LLM", "tool", "chat",
        "generation", "ai.generateText.doGenerate", "ai.embedMany", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "GET", "http://[", "claude-3", "{\"total\":1e300,\"input\":-5}", "{\"anthropic\":{\"usage\":[]},\"bedrock\":{\"usage\":1}}",
        "{\"content\":{\"parts\":[{\"functionCall\":{}},{\"functionResponse\":{\"name\":1}}]}}", "{\"prompt\":[],\"system\":{}}", "{\"items\":{\"role\":\"user\"}}", "[{\"event.name\":\"gen_ai.choice\",\"message\":7}]",
    ];

    [Fact]
    public void Any_span_gives_pieces_that_can_be_recorded()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 1500; i++)
        {
            foreach (var piece in SpanReader.Read(Span(random), "test"))
            {
                piece.Key.Length.ShouldBeInRange(1, 256, $"seed {seed}, span {i}");
                Recorded.Mistake(piece).ShouldBeNull($"seed {seed}, span {i}");
            }
        }
    }

    [Fact]
    public void Any_log_record_gives_pieces_that_can_be_recorded()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] events = ["gen_ai.choice", "gen_ai.user.message", "gen_ai.tool.message", "gen_ai.client.inference.operation.details", "gen_ai.evaluation.result", "gen_ai.client.operation.exception", "other"];
        for (var i = 0; i < 500; i++)
        {
            var log = new TelemetryLog { TraceId = new string('a', 32), SpanId = new string('b', 16), EventName = events[random.Next(events.Length)], Time = DateTimeOffset.UnixEpoch.AddDays(20_000), Body = Value(random, 0), Attributes = Attributes(random, 0) };
            foreach (var piece in SpanReader.Read(log, "test")) Recorded.Mistake(piece).ShouldBeNull($"seed {seed}, log {i}");
        }
    }

    [Fact]
    public void A_value_nested_a_thousand_deep_is_read()
    {
        var value = new TelemetryValue("deep");
        for (var i = 0; i < 1000; i++) value = new TelemetryValue((IReadOnlyList<TelemetryValue>)[value]);
        var text = new string('[', 5000) + new string(']', 5000);
        var span = One(("gen_ai.input.messages", value), ("langfuse.observation.input", new TelemetryValue(text)), ("whatever", value), ("gen_ai.tool.call.arguments", value));
        foreach (var piece in SpanReader.Read(span, "test")) Recorded.Mistake(piece).ShouldBeNull();
    }

    [Fact]
    public void Metadata_is_bounded_and_says_what_was_left_out()
    {
        var span = One([.. Enumerable.Range(0, 2000).Select(i => ($"mine.{i}", new TelemetryValue(new string('x', 20_000))))]);
        var recorded = Recorded.Of(span);
        recorded.Json["metadata"]!.ToJsonString().Length.ShouldBeLessThan(100_000);
        recorded.Json["metadata"]!["attributes_dropped"]!.GetValue<long>().ShouldBeGreaterThan(1000);
    }

    private static TelemetrySpan One(params (string Name, TelemetryValue Value)[] attributes) => new()
    {
        TraceId = new string('a', 32),
        SpanId = new string('b', 16),
        Name = "span",
        Start = DateTimeOffset.UnixEpoch.AddDays(20_000),
        Attributes = new TelemetryAttributes(attributes.Select(one => new KeyValuePair<string, TelemetryValue>(one.Name, one.Value))),
    };

    private static TelemetrySpan Span(Random random)
    {
        var start = DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(0, 2_000_000_000));
        string[] scopes = ["ai", "livekit-agents", "gcp.vertex.agent", "", "openinference.instrumentation.openai"];
        string[] names = ["span", "", "claude_code.llm_request", "call_llm", "execute_tool x", "llm_request", new('n', 5000)];
        return new TelemetrySpan
        {
            TraceId = random.Next(5) switch { 0 => "", 1 => new string('t', 5000), _ => new string('a', 32) },
            SpanId = random.Next(5) switch { 0 => "", 1 => new string('s', 5000), 2 => "0000000000000000", _ => "00f067aa0ba902b7" },
            ParentSpanId = random.Next(3) == 0 ? "" : null,
            Name = names[random.Next(names.Length)],
            Kind = random.Next(-1, 9),
            Start = start,
            End = random.Next(4) switch { 0 => null, 1 => start.AddSeconds(-5), _ => start.AddSeconds(random.NextDouble() * 1e5) },
            StatusCode = random.Next(-1, 5),
            StatusMessage = random.Next(3) == 0 ? new string('e', 50_000) : null,
            Scope = scopes[random.Next(scopes.Length)],
            Attributes = Attributes(random, 0),
            Resource = Attributes(random, 2),
            Events = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new TelemetryEvent(_names[random.Next(_names.Length)] is { Length: > 0 } name && random.Next(2) == 0 ? name : "gen_ai.choice", start.AddSeconds(random.NextDouble()), Attributes(random, 1)))],
        };
    }

    private static TelemetryAttributes Attributes(Random random, int depth) =>
        new(Enumerable.Range(0, random.Next(12)).Select(_ => new KeyValuePair<string, TelemetryValue>(depth == 0 || random.Next(3) == 0 ? _names[random.Next(_names.Length)] : (string[])["role", "content", "message", "parts", "type"] is var keys ? keys[random.Next(keys.Length)] : "", Value(random, depth))));

    private static TelemetryValue Value(Random random, int depth) => random.Next(10) switch
    {
        0 => default,
        1 => new TelemetryValue(random.NextInt64(long.MinValue, long.MaxValue)),
        2 => new TelemetryValue(random.Next(4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => 1e300, _ => random.NextDouble() }),
        3 => new TelemetryValue(random.Next(2) == 0),
        4 => new TelemetryValue(new byte[random.Next(20)]),
        5 when depth < 4 => new TelemetryValue((IReadOnlyList<TelemetryValue>)[.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        6 when depth < 4 => new TelemetryValue(Attributes(random, depth + 1)),
        _ => new TelemetryValue(_texts[random.Next(_texts.Length)]),
    };
}
