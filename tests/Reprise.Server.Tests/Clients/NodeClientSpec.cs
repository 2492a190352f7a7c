using Reprise.Interactions;

namespace Reprise.Server.Tests.Clients;

/// <summary>The official JavaScript clients, through the gateway: what they sent, got and understood is on record.</summary>
public sealed class NodeClientSpec(NodeClients clients) : IClassFixture<NodeClients>
{
    [Theory]
    [InlineData("openai", "chat", "openai.chat", 1, false)]
    [InlineData("openai", "chat-short-form", "openai.chat", 1, false)]
    [InlineData("openai", "chat-stream", "openai.chat", 1, true)]
    [InlineData("openai", "chat-tools", "openai.chat", 3, false)]
    [InlineData("openai", "chat-tools-stream", "openai.chat", 3, true)]
    [InlineData("openai", "responses", "openai.responses", 1, false)]
    [InlineData("openai", "responses-stream", "openai.responses", 1, true)]
    [InlineData("openai", "responses-tools", "openai.responses", 3, false)]
    [InlineData("openai", "embeddings", "openai.embeddings", 1, false)]
    [InlineData("openai", "models", "openai.models", 1, false)]
    [InlineData("anthropic", "messages", "anthropic.messages", 1, false)]
    [InlineData("anthropic", "messages-short-form", "anthropic.messages", 1, false)]
    [InlineData("anthropic", "messages-stream", "anthropic.messages", 1, true)]
    [InlineData("anthropic", "messages-tools", "anthropic.messages", 3, false)]
    [InlineData("anthropic", "messages-tools-stream", "anthropic.messages", 3, true)]
    [InlineData("anthropic", "count-tokens", "anthropic.count_tokens", 1, false)]
    [InlineData("ollama", "chat", "ollama.chat", 1, false)]
    [InlineData("ollama", "chat-stream", "ollama.chat", 1, true)]
    [InlineData("ollama", "chat-tools", "ollama.chat", 3, false)]
    [InlineData("ollama", "generate", "ollama.generate", 1, false)]
    [InlineData("ollama", "generate-stream", "ollama.generate", 1, true)]
    [InlineData("ollama", "embed", "ollama.embed", 1, false)]
    public async Task Calls_that_succeed_are_on_record_as_the_client_saw_them(string client, string name, string dialect, int calls, bool streamed)
    {
        var played = await clients.CaseAsync(client, name);
        played.Calls.Count.ShouldBe(calls);
        var recorded = await clients.Stage.SessionAsync(played.Session, calls);

        foreach (var (call, record) in played.Calls.Zip(recorded))
        {
            record.ShouldBe(call.Wire, dialect, InteractionStatus.Success);
            record.ShouldSay(call.Seen);
            record.ShouldBelongTo(played.Session, "node");
            record.Interaction.Provider.ShouldBe(client);
            record.Interaction.Streamed.ShouldBe(streamed);
            call.Seen.Error.ShouldBeNull();
        }

        if (calls == 1) return;
        played.Calls.Select(c => c.Seen.Tools.Count).ShouldBe([1, 1, 0]);
        (await clients.Stage.FindAsync(played.Session, "\"saturday dry\"")).ShouldBe([recorded[1].Interaction.Id]);
    }

    [Theory]
    [InlineData("openai", "chat-400", 400, "BadRequestError")]
    [InlineData("openai", "chat-401", 401, "AuthenticationError")]
    [InlineData("openai", "chat-429", 429, "RateLimitError")]
    [InlineData("openai", "chat-500", 500, "InternalServerError")]
    [InlineData("anthropic", "messages-400", 400, "BadRequestError")]
    [InlineData("anthropic", "messages-401", 401, "AuthenticationError")]
    [InlineData("anthropic", "messages-429", 429, "RateLimitError")]
    [InlineData("anthropic", "messages-500", 500, "InternalServerError")]
    [InlineData("anthropic", "messages-529", 529, "OverloadedError")]
    [InlineData("ollama", "chat-400", 400, "ResponseError")]
    [InlineData("ollama", "chat-401", 401, "ResponseError")]
    [InlineData("ollama", "chat-429", 429, "ResponseError")]
    [InlineData("ollama", "chat-500", 500, "ResponseError")]
    public async Task Errors_reach_the_client_as_its_own_types_and_stand_on_record(string client, string name, int status, string type)
    {
        var played = await clients.CaseAsync(client, name);
        var recorded = (await clients.Stage.SessionAsync(played.Session, 1))[0];

        var call = played.Calls.ShouldHaveSingleItem();
        call.Seen.Error.ShouldBe(type);
        call.Seen.Status.ShouldBe(status);
        recorded.ShouldBe(call.Wire, client == "anthropic" ? "anthropic.messages" : $"{client}.chat", InteractionStatus.Error);
        recorded.ShouldSay(call.Seen);
        recorded.Interaction.ErrorCode.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("openai", "chat-abort", "openai.chat")]
    [InlineData("anthropic", "messages-abort", "anthropic.messages")]
    [InlineData("ollama", "chat-abort", "ollama.chat")]
    public async Task A_client_that_aborts_leaves_what_had_arrived(string client, string name, string dialect)
    {
        var played = await clients.CaseAsync(client, name);
        var recorded = (await clients.Stage.SessionAsync(played.Session, 1))[0];

        var call = played.Calls.ShouldHaveSingleItem();
        call.Response.ShouldNotBeEmpty();
        call.Seen.Content.ShouldNotBeNullOrEmpty();
        recorded.ShouldBe(call.Wire, dialect, InteractionStatus.Cancelled);
        recorded.ShouldSay(call.Seen);
        recorded.Interaction.HttpStatus.ShouldBe(200);
        recorded.Interaction.ErrorCode.ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("openai", "chat-cut", "openai.chat")]
    [InlineData("anthropic", "messages-cut", "anthropic.messages")]
    [InlineData("ollama", "chat-cut", "ollama.chat")]
    public async Task A_provider_that_breaks_off_is_an_error_for_the_client_and_on_record(string client, string name, string dialect)
    {
        var played = await clients.CaseAsync(client, name);
        var recorded = (await clients.Stage.SessionAsync(played.Session, 1))[0];

        var call = played.Calls.ShouldHaveSingleItem();
        call.Seen.Error.ShouldNotBe("none");
        recorded.ShouldBe(call.Wire, dialect, InteractionStatus.Error);
        recorded.Interaction.ErrorCode.ShouldBe("upstream_broken");
        recorded.Response!.Bytes.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_error_inside_a_stream_reaches_the_client_and_the_record()
    {
        var played = await clients.CaseAsync("anthropic", "messages-stream-error");
        var recorded = (await clients.Stage.SessionAsync(played.Session, 1))[0];

        var call = played.Calls.ShouldHaveSingleItem();
        call.Seen.Error.ShouldNotBe("none");
        call.Seen.Message!.ShouldContain(recorded.Interaction.ErrorMessage!);
        recorded.ShouldBe(call.Wire, "anthropic.messages", InteractionStatus.Error);
        recorded.Interaction.HttpStatus.ShouldBe(200);
        recorded.Interaction.ErrorCode.ShouldBe("overloaded_error");
    }

    [Fact]
    public async Task Lists_and_vectors_come_through_whole()
    {
        (await clients.CaseAsync("openai", "models")).Calls[0].Seen.Names!.ShouldContain("gpt-4o-mini");
        (await clients.CaseAsync("openai", "embeddings")).Calls[0].Seen.Vectors.ShouldBe([64, 64]);
        (await clients.CaseAsync("ollama", "embed")).Calls[0].Seen.Vectors.ShouldBe([16, 16]);
    }
}
