using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Telemetry;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>What the conventions mean, one rule at a time, in spans of our own making.</summary>
public sealed class SpanReaderTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_function_of_the_AI_SDK_does_not_count_the_tokens_of_the_call_inside_it()
    {
        var outer = Read(("ai.operationId", "ai.generateText"), ("ai.usage.inputTokens", 30L), ("ai.usage.outputTokens", 9L), ("gen_ai.usage.cost", 0.5));
        var inner = Read(("ai.operationId", "ai.generateText.doGenerate"), ("ai.usage.inputTokens", 30L), ("ai.usage.outputTokens", 9L), ("gen_ai.usage.cost", 0.5));
        outer.Kind.ShouldBe("event");
        outer.Metrics!.PromptTokens.ShouldBeNull();
        outer.Metrics.TotalCostUsd.ShouldBeNull();
        outer.Metadata!.Value.GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(30);
        inner.Kind.ShouldBe("llm");
        (inner.Metrics!.PromptTokens, inner.Metrics.CompletionTokens, inner.Metrics.TotalCostUsd).ShouldBe((30, 9, 0.5m));
    }

    [Theory]
    [InlineData("CHAIN", "event")]
    [InlineData("agent", "event")]
    [InlineData("LLM", "llm")]
    [InlineData("EMBEDDING", "embedding")]
    [InlineData("GUARDRAIL", "check")]
    public void Only_calls_of_models_count_tokens(string spanKind, string kind)
    {
        var record = Read(("openinference.span.kind", spanKind), ("llm.token_count.prompt", 12L));
        record.Kind.ShouldBe(kind);
        (record.Metrics?.PromptTokens is not null).ShouldBe(kind is "llm" or "embedding");
    }

    [Fact]
    public void Anthropic_counts_without_the_cache_are_put_together()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "anthropic"), ("gen_ai.usage.input_tokens", 3L), ("gen_ai.usage.cache_read.input_tokens", 100L), ("gen_ai.usage.cache_creation.input_tokens", 20L));
        (record.Metrics!.PromptTokens, record.Metrics.CachedTokens, record.Metrics.CacheWriteTokens).ShouldBe((123, 100, 20));
    }

    [Fact]
    public void An_input_that_includes_the_cache_stays_as_it_is()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "anthropic"), ("gen_ai.usage.input_tokens", 123L), ("gen_ai.usage.cache_read.input_tokens", 100L));
        record.Metrics!.PromptTokens.ShouldBe(123);
    }

    [Fact]
    public void A_total_that_has_room_for_the_cache_tells_that_the_input_leaves_it_out()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.usage.input_tokens", 50L), ("gen_ai.usage.cache_read.input_tokens", 40L), ("gen_ai.usage.output_tokens", 10L), ("gen_ai.usage.total_tokens", 100L));
        record.Metrics!.PromptTokens.ShouldBe(90);
    }

    [Fact]
    public void Messages_as_values_and_as_text_are_one()
    {
        var part = Map(("type", "text"), ("content", "hello"));
        var message = Map(("role", "user"), ("parts", (IReadOnlyList<TelemetryValue>)[part]));
        var structured = Read(("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", (IReadOnlyList<TelemetryValue>)[message]));
        var text = Read(("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"hello"}]}]"""));
        structured.Request!.Messages!.Single().ShouldBe(text.Request!.Messages!.Single());
    }

    [Fact]
    public void Results_of_tools_inside_a_message_are_messages_of_their_own()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"21"},{"type":"text","text":"and now?"}]}]"""));
        record.Request!.Messages!.Select(one => (one.Role, one.Content, one.ToolCallId)).ShouldBe([("tool", "21", "t1"), ("user", "and now?", null)]);
    }

    [Fact]
    public void What_is_looked_up_becomes_context()
    {
        var record = Read(("openinference.span.kind", "RETRIEVER"), ("input.value", "who?"), ("retrieval.documents.0.document.content", "Ada"), ("retrieval.documents.0.document.id", "d1"), ("retrieval.documents.0.document.score", 0.9));
        var document = record.Request!.Context!.Single();
        (document.Content, document.Source).ShouldBe(("Ada", "d1"));
        document.Metadata!.Value.GetProperty("score").GetDouble().ShouldBe(0.9);
    }

    [Fact]
    public void What_a_span_says_of_its_trace_is_a_piece_of_the_trace()
    {
        var pieces = SpanReader.Read(Span([("langfuse.trace.name", "checkout"), ("user.id", "u1"), ("session.id", "s1"), ("langfuse.trace.tags", "a, b")]), "test");
        var trace = pieces.Single(piece => piece.IsOfTrace);
        trace.Key.ShouldBe(trace.Trace);
        (trace.Content.UserId, trace.Content.SessionId).ShouldBe(("u1", "s1"));
        trace.Content.Tags.ShouldBe(["a", "b"]);
        trace.Content.Metadata!.Value.GetProperty("trace_name").GetString().ShouldBe("checkout");
    }

    [Fact]
    public void A_span_that_says_nothing_of_its_trace_gives_one_piece() => SpanReader.Read(Span([("http.method", "GET")]), "test").Count.ShouldBe(1);

    [Fact]
    public void An_evaluation_on_a_span_is_a_fact_with_the_same_id_each_time()
    {
        var span = Span([("gen_ai.operation.name", "chat")]) with { Events = [new TelemetryEvent("gen_ai.evaluation.result", s_start, Attributes([("gen_ai.evaluation.name", "relevance"), ("gen_ai.evaluation.score.value", 0.75), ("gen_ai.evaluation.explanation", "to the point")]))] };
        var fact = SpanReader.Read(span, "test")[0].Facts.Single();
        (fact.Kind, fact.Name, fact.Value, fact.Text).ShouldBe(("evaluation", "relevance", 0.75, "to the point"));
        SpanReader.Read(span, "test")[0].Facts.Single().FactId.ShouldBe(fact.FactId);
    }

    [Fact]
    public void An_exception_makes_an_error_with_its_type_and_message()
    {
        var span = Span([("gen_ai.operation.name", "chat")]) with { StatusCode = 2, Events = [new TelemetryEvent("exception", s_start, Attributes([("exception.type", "ReadTimeout"), ("exception.message", "too slow")]))] };
        var record = Content(SpanReader.Read(span, "test"));
        (record.Status, record.ErrorCode, record.ErrorMessage).ShouldBe(("timeout", "ReadTimeout", "too slow"));
    }

    [Fact]
    public void Messages_as_log_records_belong_to_their_span()
    {
        var log = new TelemetryLog { TraceId = new string('a', 32), SpanId = new string('b', 16), EventName = "gen_ai.choice", Time = s_start, Body = Map(("index", 0L), ("finish_reason", "stop"), ("message", Map(("role", "assistant"), ("content", "hi")))) };
        var piece = SpanReader.Read(log, "test").Single();
        piece.Key.ShouldBe(SpanReader.Read(Span([]), "test")[0].Key);
        (piece.Content.Response!.Content, piece.Content.Response.FinishReason).ShouldBe(("hi", "stop"));
    }

    [Fact]
    public void Messages_that_come_one_by_one_as_log_records_are_one_conversation()
    {
        static TelemetryLog Log(string name, string text, int seconds) => new() { TraceId = new string('a', 32), SpanId = new string('b', 16), EventName = name, Time = s_start.AddSeconds(seconds), Body = Map(("content", text)) };
        var pieces = new[] { Log("gen_ai.user.message", "hi", 1), Log("gen_ai.system.message", "be kind", 0), Log("gen_ai.choice", "hello", 2) }.SelectMany(log => SpanReader.Read(log, "test")).Concat(SpanReader.Read(Span([("gen_ai.operation.name", "chat")]), "test"));
        var record = PieceMerge.Of(pieces);
        record.Request!.Messages!.Select(one => (one.Role, one.Content)).ShouldBe([("system", "be kind"), ("user", "hi")]);
        record.Response!.Content.ShouldBe("hello");
    }

    [Fact]
    public void A_call_whose_words_come_as_logs_is_not_complete_with_its_span()
    {
        SpanReader.Read(Span([("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m")]), "test")[0].IsComplete.ShouldBeFalse();
        SpanReader.Read(Span([("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"hi\"}]")]), "test")[0].IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Unknown_attributes_are_kept_under_their_names()
    {
        var metadata = Read(("gen_ai.operation.name", "chat"), ("mine.shelf", 7L)).Metadata!.Value;
        metadata.GetProperty("mine.shelf").GetInt64().ShouldBe(7);
    }

    [Fact]
    public void Messages_that_are_cut_off_are_text_and_never_metadata_since_a_policy_for_content_holds_for_them()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"he"), ("gen_ai.output.messages", "[{\"role\":\"assistant\",\"parts\":[{\"con"), ("mine.shelf", 7L));
        record.Request!.Messages.ShouldBeNull();
        record.Request.Prompt.ShouldBe("[{\"role\":\"user\",\"content\":\"he");
        record.Response!.Content.ShouldBe("[{\"role\":\"assistant\",\"parts\":[{\"con");
        record.Metadata!.Value.EnumerateObject().Select(static member => member.Name).ShouldBe(["mine.shelf", "source"]);
    }

    [Fact]
    public void What_is_cut_off_gives_way_to_what_is_whole()
    {
        var record = Read(("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", "[{\"role\":\"us"), ("input.value", "hello"));
        record.Request!.Prompt.ShouldBe("hello");
        record.Metadata!.Value.EnumerateObject().Select(static member => member.Name).ShouldBe(["source"]);
    }

    private static InteractionDocument Read(params (string Name, object Value)[] attributes) => Content(SpanReader.Read(Span(attributes), "test"));

    private static InteractionDocument Content(IReadOnlyList<Piece> pieces) => pieces.Single(piece => !piece.IsOfTrace).Content;

    private static TelemetrySpan Span((string Name, object Value)[] attributes) => new()
    {
        TraceId = new string('a', 32), SpanId = new string('b', 16), Name = "step", Start = s_start, End = s_start.AddSeconds(2), Attributes = Attributes(attributes),
    };

    private static TelemetryValue Map(params (string Name, object Value)[] members) => new(Attributes(members));

    private static TelemetryAttributes Attributes((string Name, object Value)[] attributes) =>
        new(attributes.Select(one => new KeyValuePair<string, TelemetryValue>(one.Name, one.Value is TelemetryValue value ? value : new TelemetryValue(one.Value))));
}
