using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Recording;

namespace Reprise.Client.Tests.AI;

public sealed class ChatCacheTests
{
    [Fact]
    public async Task The_same_question_is_answered_from_the_record_whole_or_as_a_stream_and_the_record_says_so()
    {
        await using var server = await LiveServer.StartAsync();
        var inner = new ScriptedChatClient(() => ScriptedChatClient.Text("In Norwegen."), () => ScriptedChatClient.Text("Elsewhere."));
        using var client = Cached(inner, server);
        using var scope = RecordScope.Begin(userId: "ann");
        (await client.GetResponseAsync("Wo liegt Bergen – genau?")).Text.ShouldBe("In Norwegen.");
        await server.Recorder.SentAsync();

        var again = await client.GetResponseAsync("Wo liegt Bergen – genau?");
        again.Text.ShouldBe("In Norwegen.");
        again.AdditionalProperties!["reprise.cache"].ShouldBe("hit");
        (await client.GetStreamingResponseAsync("Wo liegt Bergen – genau?").ToListAsync()).ToChatResponse().Text.ShouldBe("In Norwegen.");
        inner.Calls.ShouldBe(1);
        var (first, hit) = (server.Recorder.All[0], server.Recorder.All[1]);
        first.Cache.ShouldBeNull();
        (hit.Cache!.Status, hit.Cache.Similarity, hit.Cache.SourceInteractionId, hit.Response!.Content).ShouldBe(("hit", 1, first.InteractionId, "In Norwegen."));
        server.Recorder.All[2].Stream.ShouldBe(true);
    }

    [Fact]
    public async Task Another_model_parameter_turn_or_user_is_another_question()
    {
        await using var server = await LiveServer.StartAsync();
        var inner = new ScriptedChatClient([.. Enumerable.Range(1, 9).Select(i => (Func<ChatResponse>)(() => ScriptedChatClient.Text($"{i}")))]);
        using var client = Cached(inner, server);
        using (RecordScope.Begin(userId: "ann"))
        {
            await client.GetResponseAsync("Hello there?");
            await server.Recorder.SentAsync();
            await client.GetResponseAsync("Hello there?", new ChatOptions { ModelId = "gpt-4o-mini" });
            await client.GetResponseAsync("Hello there?", new ChatOptions { Temperature = 0.1f });
            await client.GetResponseAsync([new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Hi"), new(ChatRole.User, "Hello there?")]);
        }

        using (RecordScope.Begin(userId: "bob")) await client.GetResponseAsync("Hello there?");
        inner.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task What_must_not_come_from_a_cache_is_asked_and_the_record_says_why()
    {
        await using var server = await LiveServer.StartAsync();
        var inner = new ScriptedChatClient([.. Enumerable.Range(1, 9).Select(i => (Func<ChatResponse>)(() => ScriptedChatClient.Text($"{i}")))]);
        using var client = Cached(inner, server);
        await client.GetResponseAsync("Whose?");
        using var scope = RecordScope.Begin(userId: "ann");
        await client.GetResponseAsync("Hot?", new ChatOptions { Temperature = 1.5f });
        await client.GetResponseAsync("State?", new ChatOptions { ConversationId = "c" });
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new DataContent(new byte[3], "image/png")])]);
        server.Recorder.All.Select(r => (r.Cache!.Status, r.Cache.Reason)).ShouldBe([("bypass", "no_owner"), ("bypass", "temperature"), ("bypass", "server_state"), ("bypass", "attachments")]);
    }

    [Fact]
    public async Task An_answer_that_was_cut_is_not_given_again_and_a_server_that_is_away_is_a_miss()
    {
        var server = await LiveServer.StartAsync();
        var inner = new ScriptedChatClient(() => new ChatResponse(new ChatMessage(ChatRole.Assistant, "In Nor")) { FinishReason = ChatFinishReason.Length }, () => ScriptedChatClient.Text("In Norway."), () => ScriptedChatClient.Text("Still there."));
        using var client = Cached(inner, server);
        using var scope = RecordScope.Begin(userId: "ann");
        await client.GetResponseAsync("Where is Bergen?");
        await server.Recorder.SentAsync();
        (await client.GetResponseAsync("Where is Bergen?")).Text.ShouldBe("In Norway.");
        (server.Recorder.All[0].Cache!.Status, server.Recorder.All[0].Cache!.Reason).ShouldBe(("miss", "cut_short"));
        await server.DisposeAsync();
        (await client.GetResponseAsync("Where is Oslo?")).Text.ShouldBe("Still there.");
    }

    [Fact]
    public async Task Tools_at_the_provider_and_answers_that_rest_on_tools_take_no_part()
    {
        await using var server = await LiveServer.StartAsync();
        var inner = new ScriptedChatClient(
            () => ScriptedChatClient.Text("Found."),
            () => new ChatResponse([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", "rain")]), new ChatMessage(ChatRole.Assistant, "It rains.")]) { FinishReason = ChatFinishReason.Stop },
            () => ScriptedChatClient.Text("The sun shines."));
        using var client = Cached(inner, server);
        using var scope = RecordScope.Begin(userId: "ann");
        await client.GetResponseAsync("Search?", new ChatOptions { Tools = [new HostedWebSearchTool()] });
        await client.GetResponseAsync("Weather?");
        await server.Recorder.SentAsync();
        (await client.GetResponseAsync("Weather?")).Text.ShouldBe("The sun shines.");
        server.Recorder.All.Take(2).Select(r => r.Cache!.Reason).ShouldBe(["hosted_tools", "tools_called"]);
    }

    private static IChatClient Cached(IChatClient inner, LiveServer server) =>
        inner.WithReprise(server.Recorder, new CallRecordingOptions { Cache = new ChatCacheOptions { Client = server.Client, Patience = TimeSpan.FromSeconds(20) } });
}
