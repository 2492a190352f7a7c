using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Documents;

public sealed class DocumentTests
{
    [Fact]
    public void Reading_what_was_written_gives_the_same_record()
    {
        foreach (var sample in Samples.All)
        {
            var once = Read(sample);
            foreach (var bodies in new[] { true, false })
            {
                var json = Samples.ToJson(Samples.Writer().Write(once, bodies)).GetRawText();
                var twice = Read(json);
                var again = Samples.ToJson(Samples.Writer().Write(twice, bodies)).GetRawText();
                JsonNode.DeepEquals(JsonNode.Parse(again), JsonNode.Parse(json)).ShouldBeTrue($"{json}\n{again}");
                if (bodies) twice.Request?.Bytes.ToArray().ShouldBe(once.Request?.Bytes.ToArray());
            }
        }
    }

    [Fact]
    public void Every_field_of_the_record_arrives_in_its_place()
    {
        var record = Read(Samples.Full);
        var i = record.Interaction;
        i.Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero));
        (i.Kind, i.Status, i.Streamed, i.HttpStatus).ShouldBe((InteractionKind.Llm, InteractionStatus.Success, true, 200));
        i.Usage.ShouldBe(new TokenUsage { PromptTokens = 10, CompletionTokens = 5, TotalTokens = 15, CachedTokens = 2, CacheWriteTokens = 1, ReasoningTokens = 3 });
        (i.CostUsd, i.SavedCostUsd, i.PriceVersion).ShouldBe((0.0123456789m, 0.5m, "v1"));
        i.Cache!.SourceInteractionId!.Value.ToString().ShouldBe("01997f2c-8a3e-7cc1-9d5b-0242ac120001");
        (i.FinishReason, i.PromptPreview, i.ContentPreview).ShouldBe(("stop", "How do I get a refund?", "Within 30 days."));
        (i.PromptTemplate, i.Query).ShouldBe(("support/refund@3", "?alt=sse&key="));
        i.Replay.ShouldBe(new ReplayOrigin(InteractionId.Parse("01997f2c-8a3e-7cc1-9d5b-0242ac120009"), "nightly"));
        i.RequestHeaders.ShouldBe([new("anthropic-version", "2023-06-01")]);
        i.Metadata!.ShouldNotContain("nightly");
        i.PromptHash.ShouldBe(Hashes.OfPrompt("Be kind.", "How do I get a refund?"));
        foreach (var word in new[] { "found", "refund", "Within", "money", "mail" }) record.SearchText.ShouldContain(word);
        record.SearchText.ShouldNotContain("hello");
        record.Facts.Select(f => f.Kind).ShouldBe([FactKind.Evaluation, FactKind.Evaluation, FactKind.Flag, FactKind.Feedback, FactKind.Label]);
        i.RecordError.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"name":"a","replay":{"of":"019a0000-1111-7222-8333-444455556666"}}""", "019a0000-1111-7222-8333-444455556666", null)]
    [InlineData("""{"name":"a","replay":{"run":"r"}}""", null, "r")]
    [InlineData("""{"name":"a","replay":{"of":"019a0000-1111-7222-8333-444455556666","run":"r"}}""", "019a0000-1111-7222-8333-444455556666", "r")]
    public void A_record_says_what_it_repeats(string json, string? of, string? run)
    {
        var record = Read(json);

        record.Interaction.Replay.ShouldBe(new ReplayOrigin(of is null ? null : InteractionId.Parse(of), run));
        record.Interaction.Metadata.ShouldBeNull();
        var summary = DocumentWriter.Summarise(record.Interaction, []);
        (summary.Replay!.Of, summary.Replay.Run).ShouldBe((of, run));
    }

    [Fact]
    public void A_replay_of_nothing_is_none_and_one_that_is_no_object_is_refused()
    {
        Read("""{"name":"a","replay":{}}""").Interaction.Replay.ShouldBeNull();
        Samples.Reader().Read(Encoding.UTF8.GetBytes("""{"name":"a","replay":true}"""), "default").Mistake.ShouldBe("replay must be an object; found true.");
    }

    [Fact]
    public void A_query_and_headers_are_no_part_of_the_body()
    {
        var body = Encoding.UTF8.GetString(Read(Samples.Full).Request!.Bytes.Span);

        body.ShouldNotContain("AIza-secret");
        body.ShouldNotContain("anthropic-version");
        body.ShouldContain("\"temperature\":0.20");
        Read("""{"name":"a","kind":"llm","request":{"query":"?a=1"}}""").Request.ShouldBeNull();
    }

    [Fact]
    public void Headers_that_are_not_ours_to_keep_are_in_no_column()
    {
        var record = Read("""{"request":{"prompt":"hi","headers":{"authorization":"Bearer x","anthropic-version":"1"}}}""");

        record.Interaction.RequestHeaders.ShouldBe([new("anthropic-version", "1")]);
    }

    [Fact]
    public void Queries_and_headers_of_another_shape_stay_in_the_body_alone()
    {
        var record = Read("""{"request":{"prompt":"hi","query":{"page":2},"headers":["a"]}}""");

        (record.Interaction.Query, record.Interaction.RequestHeaders.Count).ShouldBe((null, 0));
        Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldContain("\"page\":2");
    }

    [Theory]
    [InlineData("""{"tool_name":"search","request":{"query":"?why was key=A & token=B refused","top":3}}""")]
    [InlineData("""{"tool_name":"search","request":{"query":"?a=1","top":3}}""")]
    [InlineData("""{"kind":"tool","name":"search","request":{"query":"?a=1","top":3,"prompt":"p"}}""")]
    [InlineData("""{"kind":"llm","request":{"prompt":"p","top":3,"query":"?why was key=A refused"}}""")]
    [InlineData("""{"kind":"llm","request":{"prompt":"p","top":3,"headers":{},"query":"why"}}""")]
    public void What_a_tool_was_asked_stays_in_its_body_whole(string json)
    {
        var record = Read(json);

        record.Interaction.Query.ShouldBeNull();
        using var sent = JsonDocument.Parse(json);
        Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldBe(sent.RootElement.GetProperty("request").GetRawText());
    }

    [Theory]
    [InlineData("""{"operation":"POST /v1/x","request":{"query":"?a=1&key=K","top":3}}""")]
    [InlineData("""{"dialect":"openai.chat","request":{"query":"?a=1&key=K","top":3}}""")]
    public void The_query_of_a_call_over_HTTP_is_no_content(string json)
    {
        var record = Read(json);

        record.Interaction.Query.ShouldBe("?a=1&key=");
        Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldBe("""{"top":3}""");
    }

    [Fact]
    public void A_copy_of_a_record_keeps_no_more_of_its_call_than_may_be_recorded()
    {
        var record = Read("""{"exact":true,"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","timestamp":"2026-01-31T12:00:00Z","kind":"llm","status":"success","dialect":"openai.chat","request":{"query":"?alt=sse&key=SECRET","headers":{"x-goog-api-key":"SECRET","x-forwarded-host":"h","OpenAI-Beta":"b"}},"bodies":{"response_headers":[["api-key","SECRET"],["X-Goog-Api-Key","SECRET"],["x-request-id","r"]]}}""");

        record.Interaction.Query.ShouldBe("?alt=sse&key=");
        record.Interaction.RequestHeaders.ShouldBe([new("openai-beta", "b")]);
        record.ResponseHeaders.ShouldBe([new("x-request-id", "r")]);
    }

    [Fact]
    public void Numbers_of_the_caller_keep_their_digits()
    {
        var document = Samples.Writer().Write(Read(Samples.Full), bodies: false);
        document.Metadata!.Value.GetProperty("n").GetRawText().ShouldBe("1.50");
        document.Request!.Parameters!.Value.GetProperty("temperature").GetRawText().ShouldBe("0.20");
        document.Metrics!.TotalCostUsd.ShouldBe(0.0123456789m);
    }

    [Fact]
    public void Records_of_older_recorders_are_understood()
    {
        var tool = Read(Samples.ToolLogger);
        (tool.Interaction.Kind, tool.Interaction.Name, tool.Interaction.LatencyMs, tool.Interaction.QualityScore).ShouldBe((InteractionKind.Check, "command_checker", 128, 0.95));
        var written = Samples.Writer().Write(tool, bodies: false);
        written.Request!.Parameters!.Value.GetProperty("operation").GetString().ShouldBe("write");
        written.Response!.Content.ShouldBe("""{"success":true,"written":5}""");

        var command = Read(Samples.CommandMonitor).Interaction;
        (command.Kind, command.Name, command.Status, command.UserId).ShouldBe((InteractionKind.CliCommand, "status", InteractionStatus.Error, "a1b2c3d4e5f6g7h8"));
        command.Timestamp.Offset.ShouldBe(TimeSpan.Zero);

        var row = Read(Samples.TableRow);
        (row.Interaction.Model, row.Interaction.PromptPreview, row.Interaction.IpAddress).ShouldBe(("claude-3", "hello", "10.0.0.1"));
        Samples.Writer().Write(row, bodies: false).Request!.Messages![0].Attachments![0].Kind.ShouldBe("image");

        var audit = Read(Samples.AuditLog);
        audit.Interaction.FinishReason.ShouldBe("stop");
        audit.Interaction.Metadata.ShouldBe("""{"gpu":"a100"}""");
    }

    [Fact]
    public void Unknown_fields_and_foreign_names_are_kept_under_metadata()
    {
        var record = Read("""{"interaction_id":"order-77","metadata":{"a":1},"shoe_size":44,"metrics":{"gpu":"x"}}""");
        record.Interaction.Metadata.ShouldBe("""{"a":1,"shoe_size":44,"gpu":"x","foreign_id":"order-77"}""");
        record.Interaction.Id.ShouldBe(InteractionId.FromForeign("order-77"));
    }

    [Fact]
    public void A_record_without_bodies_keeps_the_name_of_its_dialect()
    {
        var record = Read("""{"dialect":"openai.chat","request":{"prompt":"a"}}""");
        record.Interaction.Dialect.ShouldBe("reprise");
        record.Interaction.Metadata.ShouldBe("""{"original_dialect":"openai.chat"}""");
        var again = Read(Samples.ToJson(Samples.Writer().Write(record, bodies: false)).GetRawText());
        again.Interaction.Metadata.ShouldBe(record.Interaction.Metadata);
    }

    /// <summary>What a price is made of must not be lost on the way out and in again, or a cost could not be computed anew.</summary>
    [Fact]
    public void Every_count_with_a_price_is_written_and_read()
    {
        var usage = new TokenUsage
        {
            PromptTokens = 100, CompletionTokens = 20, TotalTokens = 120, CachedTokens = 64, CacheWriteTokens = 5, CacheWriteHourTokens = 2, ReasoningTokens = 7, PromptAudioTokens = 1,
            CachedAudioTokens = 3, CompletionAudioTokens = 4, PromptImageTokens = 6, CompletionImageTokens = 8, ToolPromptTokens = 9, WebSearches = 10, Estimated = true,
        };
        typeof(TokenUsage).GetProperties().Where(count => count.CanWrite && count.GetValue(usage) is null).ShouldBeEmpty();
        var record = Read("{}");
        var written = Samples.Writer().Write(record with { Interaction = record.Interaction with { Usage = usage } }, bodies: false);
        Read(Samples.ToJson(written).GetRawText()).Interaction.Usage.ShouldBe(usage);
    }

    [Fact]
    public void Wire_bodies_win_over_sections_and_come_back_exactly()
    {
        var wire = """{"model":"gpt-4o","messages":[{"role":"user","content":"from the wire"}],  "temperature":1.0}""";
        var json = new JsonObject
        {
            ["dialect"] = "openai.chat",
            ["operation"] = "POST /v1/chat/completions",
            ["request"] = new JsonObject { ["prompt"] = "not this" },
            ["bodies"] = new JsonObject
            {
                ["request"] = new JsonObject { ["content_type"] = "application/json", ["text"] = wire, ["chunks"] = new JsonArray(new JsonArray(10, 5), new JsonArray(wire.Length - 10, 7)) },
                ["response_headers"] = new JsonArray(new JsonArray("x-request-id", "r1"), new JsonArray("Set-Cookie", "secret")),
            },
        };
        var record = Read(json.ToJsonString());
        Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldBe(wire);
        record.Request.Chunks.Count.ShouldBe(2);
        (record.Interaction.Model, record.Interaction.PromptPreview).ShouldBe(("gpt-4o", "from the wire"));
        record.ResponseHeaders.ShouldBe([new("x-request-id", "r1")]);
        Samples.Writer().Write(record, bodies: false).Request!.Prompt.ShouldBe("from the wire");
    }

    [Theory]
    [InlineData("""{"timestamp":"0001-01-01T00:00:00Z"}""", "outside 1970 to 2248")]
    [InlineData("""{"timestamp":"2026-06-01T15:00:00Z"}""", "180 minutes ahead")]
    [InlineData("""{"kind":"dream"}""", "kind 'dream' is none of")]
    [InlineData("""{"bodies":{"request":{"text":"abc","chunks":[[1,1]]}}}""", "chunks do not add up")]
    public void What_can_be_put_right_is_and_the_record_says_so(string json, string note) => Read(json).Interaction.RecordError.ShouldNotBeNull().ShouldContain(note);

    [Theory]
    [InlineData("[]", "A record is a JSON object; found a list")]
    [InlineData("""{"timestamp":"soon"}""", "timestamp must be a time as ISO 8601")]
    [InlineData("""{"timestamp":true}""", "timestamp must be a time as ISO 8601, such as 2026-01-31T12:00:00Z; found true")]
    [InlineData("""{"status":"fine"}""", "status must be one of success, error, timeout, cancelled; found 'fine'")]
    [InlineData("""{"tags":"a"}""", "tags must be a list of strings")]
    [InlineData("""{"metadata":[1]}""", "metadata must be an object; found a list")]
    [InlineData("""{"metrics":5}""", "metrics must be an object; found 5")]
    [InlineData("""{"metrics":{"prompt_tokens":-1,"latency_ms":"x"}}""", "metrics.prompt_tokens must be a number from 0 on; found -1")]
    [InlineData("""{"metrics":{"total_cost_usd":-0.1}}""", "metrics.total_cost_usd must be an amount of US dollars")]
    [InlineData("""{"quality_score":4.2}""", "quality_score must be a number between 0 and 1; found 4.2")]
    [InlineData("""{"evaluation":{"security_score":2}}""", "evaluation.security_score must be a number between 0 and 1; found 2")]
    [InlineData("""{"evaluation":{"flagged":"yes"}}""", "evaluation.flagged must be true or false; found a string")]
    [InlineData("""{"user_id":{"a":1}}""", "user_id must be a string; found an object")]
    [InlineData("""{"bodies":{"request":{"base64":"***"}}}""", "bodies.request must have text")]
    [InlineData("""{"facts":[{"kind":"opinion"}]}""", "kind must be one of evaluation, feedback, flag, label, correction")]
    [InlineData("""{"labels":{"a":1}}""", "labels.a must be a string")]
    public void What_would_be_a_guess_is_refused_by_the_name_of_the_field(string json, string message)
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes(json), "default");
        read.Record.ShouldBeNull();
        read.Mistake.ShouldNotBeNull().ShouldContain(message);
    }

    [Fact]
    public void Sizes_are_bounded_and_messages_never_quote_content()
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes($$"""{"user_id":"{{new string('s', 600)}}","metadata":{"secret":"{{new string('x', 300_000)}}"} }"""), "default");
        read.Mistake.ShouldNotBeNull().ShouldContain("user_id has 600 characters; at most 512 are kept");
        read.Mistake.ShouldContain("metadata is larger than 256 KB");
        read.Mistake.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void Lone_surrogates_become_text_and_whole_pairs_stay()
    {
        var record = Read("""{"request":{"prompt":"a \ud83d b \ud83d\ude00 c \\ud83d"},"metadata":{"x\udc00":"\udc00"}}""");
        Samples.Writer().Write(record, bodies: true).Request!.Prompt.ShouldBe("a \uFFFD b 😀 c \\ud83d");
        JsonDocument.Parse(record.Interaction.Metadata!).RootElement.GetProperty("x\uFFFD").GetString().ShouldBe("\uFFFD");
    }

    private static RecordedInteraction Read(string json)
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes(json), "default");
        read.Mistake.ShouldBeNull();
        return read.Record.ShouldNotBeNull();
    }
}
