using System.Text;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Telemetry;
using Reprise.Wire;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Interactions as spans, and what comes back when such a span is read.</summary>
public sealed class SpanWriterTests
{
    private const string Chat = """
        {"interaction_id":"0190a5c4-0000-7000-8000-000000000001","timestamp":"2026-03-01T12:00:00Z","kind":"llm","name":"answer","provider":"bedrock","operation":"chat","model":"claude-x","response_model":"claude-x-1",
         "user_id":"u1","session_id":"s1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","parent_id":"00f067aa0ba902b8","prompt_template":"greet@3","tags":["a","b"],"metadata":{"shelf":{"row":7}},"stream":true,
         "request":{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Weather?"},{"role":"assistant","content":"Let me see.","tool_calls":[{"id":"t1","name":"weather","arguments":{"city":"Bern"}}]},
            {"role":"tool","tool_call_id":"t1","content":"21"}],"tools":[{"type":"function","function":{"name":"weather"}}],"parameters":{"temperature":0.5,"max_tokens":100}},
         "response":{"content":"Warm.","reasoning":"It is 21.","finish_reason":"end_turn","tool_calls":[{"id":"t2","name":"note","arguments":{"text":"warm"}}]},
         "metrics":{"prompt_tokens":120,"completion_tokens":8,"total_tokens":128,"cached_tokens":100,"cache_write_tokens":10,"reasoning_tokens":4,"latency_ms":1500,"ttft_ms":300,"total_cost_usd":0.0125}}
        """;

    [Fact]
    public void A_call_that_goes_out_and_comes_back_is_the_same_record()
    {
        var before = Document(Chat);
        var span = SpanWriter.Write(Record(Chat), withContent: true);
        var after = SpanReader.Read(span, "p").Single(piece => !piece.IsOfTrace).Content;
        after.Timestamp.ShouldBe(before.Timestamp);
        (after.Kind, after.Name, after.Provider, after.Operation, after.Model, after.ResponseModel, after.Status).ShouldBe((before.Kind, before.Name, before.Provider, before.Operation, before.Model, before.ResponseModel, before.Status));
        (after.UserId, after.SessionId, after.TraceId, after.SpanId, after.ParentId, after.PromptTemplate, after.Stream).ShouldBe((before.UserId, before.SessionId, before.TraceId, before.SpanId, before.ParentId, before.PromptTemplate, before.Stream));
        after.Tags.ShouldBe(before.Tags);
        after.Metrics.ShouldBe(before.Metrics! with { TotalTokens = null });
        after.Metadata!.Value.GetProperty("shelf").GetProperty("row").GetInt32().ShouldBe(7);
        Json(after.Request!, DocumentJson.Default.RequestDocument).ShouldBe(Json(before.Request! with { Prompt = null, SystemPrompt = null }, DocumentJson.Default.RequestDocument));
        Json(after.Response!, DocumentJson.Default.ResponseDocument).ShouldBe(Json(before.Response! with { CompletionTokens = null }, DocumentJson.Default.ResponseDocument));
    }

    [Fact]
    public void Without_content_nobody_learns_what_was_said()
    {
        var span = SpanWriter.Write(Record(Chat), withContent: false);
        var all = string.Join('\n', span.Attributes.Select(one => $"{one.Key}={TelemetryJson.Text(one.Value)}"));
        foreach (var said in new[] { "Weather", "Warm", "Bern", "It is 21", "shelf", "Be kind" }) all.ShouldNotContain(said);
        all.ShouldContain("gen_ai.usage.input_tokens=120");
    }

    [Fact]
    public void Without_content_an_error_goes_out_by_its_code_alone()
    {
        const string Failed = """{"interaction_id":"0190a5c4-0000-7000-8000-000000000003","timestamp":"2026-03-01T12:00:00Z","kind":"tool","name":"weather","status":"error","error_code":"Gone","error_message":"no such city: Bern"}""";
        var span = SpanWriter.Write(Record(Failed), withContent: false);
        (span.StatusCode, span.StatusMessage).ShouldBe((2, null));
        TelemetryJson.Text(span.Attributes.Single(one => one.Key == "error.type").Value).ShouldBe("Gone");
    }

    [Fact]
    public void A_tool_goes_out_with_its_arguments_and_comes_back()
    {
        const string Tool = """{"interaction_id":"0190a5c4-0000-7000-8000-000000000002","timestamp":"2026-03-01T12:00:00Z","kind":"tool","name":"weather","request":{"parameters":{"city":"Bern"}},"response":{"content":"21"},"status":"error","error_code":"Gone","error_message":"no such city"}""";
        var span = SpanWriter.Write(Record(Tool), withContent: true);
        (span.Name, span.StatusCode, span.StatusMessage).ShouldBe(("execute_tool weather", 2, "no such city"));
        span.TraceId.Length.ShouldBe(32);
        var after = SpanReader.Read(span, "p").Single(piece => !piece.IsOfTrace).Content;
        (after.Kind, after.Name, after.Status, after.ErrorCode, after.ErrorMessage).ShouldBe(("tool", "weather", "error", "Gone", "no such city"));
        after.Request!.Parameters!.Value.GetProperty("city").GetString().ShouldBe("Bern");
        after.Response!.Content.ShouldBe("21");
    }

    [Fact]
    public void Interactions_of_one_session_without_a_trace_are_one_trace()
    {
        static RecordedInteraction Of(int n, string session) => Record($$$"""{"interaction_id":"0190a5c4-0000-7000-8000-00000000000{{{n}}}","timestamp":"2026-03-01T12:00:00Z","kind":"llm","session_id":"{{{session}}}","request":{"prompt":"x"}}""");
        var (first, second, other) = (SpanWriter.Write(Of(1, "s"), false), SpanWriter.Write(Of(2, "s"), false), SpanWriter.Write(Of(3, "t"), false));
        second.TraceId.ShouldBe(first.TraceId);
        second.SpanId.ShouldNotBe(first.SpanId);
        other.TraceId.ShouldNotBe(first.TraceId);
    }

    private static RecordedInteraction Record(string json) => new DocumentReader(DialectCatalog.FindByName, TimeProvider.System).Read(Encoding.UTF8.GetBytes(json), "p").Record.ShouldNotBeNull();

    private static InteractionDocument Document(string json) => new DocumentWriter(DialectCatalog.FindByName).Write(Record(json), bodies: false);

    private static string Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
