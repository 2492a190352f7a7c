using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Tests;

namespace Reprise.Client.Tests.AI;

public sealed class RecordingChatClientTests
{
    private static readonly ChatMessage[] s_question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where is Bergen?")];
    private readonly KeptRecords _kept = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_call_is_on_record_with_what_was_asked_and_answered()
    {
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("In Norway.")));
        await client.GetResponseAsync(s_question, new ChatOptions { Temperature = 0.2f, MaxOutputTokens = 50, StopSequences = ["END"], AdditionalProperties = new() { ["user"] = "x" } });

        var record = _kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Name, record.Status, record.Provider, record.Model, record.ResponseModel, record.Stream).ShouldBe(("llm", "chat", "success", "openai", "gpt-4o", "gpt-4o-2024-08-06", false));
        (record.Request!.Prompt, record.Request.SystemPrompt).ShouldBe(("Where is Bergen?", "Be brief."));
        record.Request.Messages!.Select(m => m.Role).ShouldBe(["system", "user"]);
        record.Request.Parameters!.Value.GetRawText().ShouldBe("""{"temperature":0.2,"max_output_tokens":50,"stop":["END"],"user":"x"}""");
        (record.Response!.Content, record.Response.FinishReason, record.Response.CompletionTokens).ShouldBe(("In Norway.", "stop", 4));
        (record.Metrics!.PromptTokens, record.Metrics.CachedTokens, record.Metrics.CompletionTokens, record.Metrics.TotalTokens).ShouldBe((10, 6, 4, 14));
        record.Metadata!.Value.GetProperty("response_id").GetString().ShouldBe("r1");
    }

    [Fact]
    public async Task The_caller_gets_and_the_client_is_given_the_very_same_objects()
    {
        var response = ScriptedChatClient.Text("Yes.");
        var inner = new ScriptedChatClient(() => response);
        using var client = Recorded(inner);
        var (messages, options) = (s_question.ToList(), new ChatOptions());
        (await client.GetResponseAsync(messages, options)).ShouldBeSameAs(response);
        inner.Asked[0].ShouldBeSameAs(messages);
        inner.Options[0].ShouldBeSameAs(options);
        client.GetService<ScriptedChatClient>().ShouldBeSameAs(inner);
    }

    [Fact]
    public async Task Messages_that_can_be_read_once_are_read_once()
    {
        var inner = new ScriptedChatClient(() => ScriptedChatClient.Text("Yes."));
        using var client = Recorded(inner);
        var reads = 0;
        await client.GetResponseAsync(Once());
        inner.Asked[0].Count().ShouldBe(1);
        reads.ShouldBe(1);

        IEnumerable<ChatMessage> Once()
        {
            reads++;
            yield return new ChatMessage(ChatRole.User, "Hi");
        }
    }

    [Fact]
    public async Task A_stream_is_on_record_as_one_answer_with_its_time_to_the_first_word()
    {
        var inner = new ScriptedChatClient(() => new ChatResponse([new(ChatRole.Assistant, [new TextReasoningContent("Think."), new TextContent("In "), new TextContent("Norway.")])]) { ModelId = "m", FinishReason = ChatFinishReason.Stop, Usage = new UsageDetails { OutputTokenCount = 3 } })
        {
            Before = _ => _time.Advance(TimeSpan.FromMilliseconds(40)),
        };
        using var client = Recorded(inner);
        var updates = await client.GetStreamingResponseAsync(s_question).ToListAsync();
        updates.ToChatResponse().Text.ShouldBe("In Norway.");
        var record = _kept.All.ShouldHaveSingleItem();
        (record.Response!.Content, record.Response.Reasoning, record.Response.FinishReason, record.Stream).ShouldBe(("In Norway.", "Think.", "stop", true));
        record.Metrics!.TtftMs.ShouldBe(40);
        record.Metrics.CompletionTokens.ShouldBe(3);
        record.Metrics.LatencyMs.ShouldBe(updates.Count * 40);
    }

    [Fact]
    public async Task A_consumer_who_stops_early_leaves_a_cancelled_call_with_what_had_come()
    {
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("One.", "Two.", "Three.")));
        await foreach (var update in client.GetStreamingResponseAsync(s_question))
            if (update.Text == "Two.") break;
        var record = _kept.All.ShouldHaveSingleItem();
        (record.Status, record.Response!.Content).ShouldBe(("cancelled", "One.Two."));
    }

    [Fact]
    public async Task An_error_in_mid_stream_reaches_the_caller_as_it_is_and_leaves_what_had_come()
    {
        var fault = new HttpRequestException("reset", null, System.Net.HttpStatusCode.BadGateway);
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("One.", "Two.")) { Before = number => { if (number == 1) throw fault; } });
        (await Should.ThrowAsync<HttpRequestException>(async () => await client.GetStreamingResponseAsync(s_question).ToListAsync())).ShouldBeSameAs(fault);
        var record = _kept.All.ShouldHaveSingleItem();
        (record.Status, record.ErrorCode, record.ErrorMessage, record.HttpStatus, record.Response!.Content).ShouldBe(("error", "HttpRequestException", "reset", 502, "One."));
    }

    [Fact]
    public async Task Errors_and_cancellations_are_on_record_and_go_through()
    {
        var fault = new InvalidOperationException("no key");
        using var failing = Recorded(new ScriptedChatClient(() => throw fault));
        (await Should.ThrowAsync<InvalidOperationException>(() => failing.GetResponseAsync(s_question))).ShouldBeSameAs(fault);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("Never.")));
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetResponseAsync(s_question, cancellationToken: source.Token));
        _kept.All.Select(r => r.Status).ShouldBe(["error", "cancelled"]);
        _kept.All[0].Request!.Prompt.ShouldBe("Where is Bergen?");
    }

    [Fact]
    public async Task Tools_that_a_client_inside_calls_are_children_of_the_chat_call()
    {
        var inner = new ScriptedChatClient(() => ScriptedChatClient.Calling("weather", "c1", ("city", "Bergen")), () => ScriptedChatClient.Text("Rain."));
        using var client = new FunctionLoop(inner).WithReprise(_kept, new CallRecordingOptions { RecordsTools = true, Time = _time });
        var weather = AIFunctionFactory.Create((string city) => $"rain in {city}", "weather", "Tells the weather.");
        (await client.GetResponseAsync(s_question, new ChatOptions { Tools = [weather] })).Text.ShouldBe("Rain.");

        var (tool, chat) = (_kept.All[0], _kept.All[1]);
        (tool.Kind, tool.Name, tool.Status, tool.ParentId, tool.TraceId).ShouldBe(("tool", "weather", "success", chat.SpanId, chat.TraceId));
        tool.Request!.Parameters!.Value.GetRawText().ShouldBe("""{"city":"Bergen"}""");
        tool.Response!.Content.ShouldBe("rain in Bergen");
        var offered = chat.Request!.Tools!.Value[0].GetProperty("function");
        offered.GetProperty("name").GetString().ShouldBe("weather");
        offered.GetProperty("parameters").GetProperty("properties").TryGetProperty("city", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Inside_of_the_loop_every_round_trip_is_a_call_with_its_tool_calls_and_results()
    {
        var inner = new ScriptedChatClient(() => ScriptedChatClient.Calling("weather", "c1", ("city", "Bergen")), () => ScriptedChatClient.Text("Rain."));
        using var client = new FunctionLoop(inner.WithReprise(_kept, new CallRecordingOptions { Time = _time }));
        await client.GetResponseAsync(s_question, new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => 7, "weather")] });
        var call = _kept.All[0].Response!.ToolCalls!.ShouldHaveSingleItem();
        (call.Id, call.Name, call.Arguments!.Value.GetRawText()).ShouldBe(("c1", "weather", """{"city":"Bergen"}"""));
        var last = _kept.All[1].Request!.Messages![^1];
        (last.Role, last.ToolCallId, last.Content).ShouldBe(("tool", "c1", "7"));
    }

    [Fact]
    public async Task Images_are_told_by_kind_and_length_and_never_by_their_data()
    {
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("A cat.")));
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent("What?"), new DataContent(new byte[1000], "image/png"), new UriContent(new Uri("https://x.test/a.mp3"), "audio/mpeg")])]);
        var attachments = _kept.All.ShouldHaveSingleItem().Request!.Messages![0].Attachments!;
        attachments[0].ShouldBe(new AttachmentDocument { Kind = "image", MediaType = "image/png", Bytes = 1000 });
        attachments[1].ShouldBe(new AttachmentDocument { Kind = "audio", MediaType = "audio/mpeg", Reference = "https://x.test/a.mp3" });
    }

    [Fact]
    public async Task Without_content_times_counts_and_outcomes_are_on_record()
    {
        using var client = new ScriptedChatClient(() => ScriptedChatClient.Text("Secret.")).WithReprise(_kept, new CallRecordingOptions { RecordsContent = false });
        await client.GetResponseAsync(s_question);
        var json = JsonSerializer.Serialize(_kept.All.ShouldHaveSingleItem(), DocumentJson.Default.InteractionDocument);
        json.ShouldNotContain("Secret");
        json.ShouldNotContain("Bergen");
        _kept.All[0].Metrics!.PromptTokens.ShouldBe(10);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_breaks_nothing()
    {
        using var client = Recorded(new ScriptedChatClient(() => ScriptedChatClient.Text("Fine.")));
        var hostile = new ChatMessage(ChatRole.User, [new FunctionResultContent("c", new Hostile())]);
        (await client.GetResponseAsync([hostile])).Text.ShouldBe("Fine.");
        var record = _kept.All.ShouldHaveSingleItem();
        (record.Status, record.Response!.Content).ShouldBe(("success", "Fine."));
        record.RecordError.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(100, 0, 0, 150, 100)] // nothing cached
    [InlineData(100, 60, 0, 150, 100)] // counted in, as it is meant to be
    [InlineData(10, 600, 40, 700, 650)] // counted apart: more cached than there is
    [InlineData(400, 60, 40, 550, 500)] // counted apart: the total has room for all
    public void Prompt_tokens_include_cached_ones(long input, long cached, long written, long total, long expected)
    {
        var usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = 50, TotalTokenCount = total, CachedInputTokenCount = cached, AdditionalCounts = new() { ["cache_creation_input_tokens"] = written } };
        var metrics = TokenCounts.Of(usage)!;
        (metrics.PromptTokens, metrics.CachedTokens, metrics.CacheWriteTokens, metrics.TotalTokens).ShouldBe((expected, cached, written, expected + 50));
    }

    private IChatClient Recorded(IChatClient inner) => inner.WithReprise(_kept, new CallRecordingOptions { Time = _time });

    private sealed class Hostile
    {
#pragma warning disable CA1822 // A serializer reads members of the instance.
        public string Name => throw new InvalidOperationException("no name either");
#pragma warning restore CA1822
        public override string ToString() => throw new InvalidOperationException("no text of mine");
    }
}
