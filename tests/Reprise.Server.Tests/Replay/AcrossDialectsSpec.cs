using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Replay;

/// <summary>A call replayed on another provider, against the scripted upstream that speaks the real dialects.</summary>
public sealed class AcrossDialectsSpec : IAsyncLifetime
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Tell me about refunds."}],"temperature":0.2,"logit_bias":{"42":-1}}""";

    private ScriptedUpstream _upstream = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        _server = await TestServer.StartInAsync(null, [.. _upstream.Providers.Select(provider => $"Providers:{provider.Key}:BaseUrl={provider.Value}")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("anthropic", "claude-sonnet-4-5", "anthropic.messages")]
    [InlineData("ollama", "llama3.2", "ollama.chat")]
    [InlineData("gemini", "gemini-2.5-flash", "gemini.generate")]
    [InlineData("mistral", "mistral-large-latest", "openai.chat")]
    [InlineData("groq", "llama-3.3-70b-versatile", "openai.chat")]
    [InlineData("cohere", "command-r", "cohere.chat")]
    public async Task An_OpenAI_chat_goes_to_another_provider(string provider, string model, string dialect)
    {
        var result = await ReplayAsync(await CallAsync("/openai/v1/chat/completions", Chat), new { provider, model });

        var replay = result.GetProperty("replay");
        replay.GetProperty("status").GetString().ShouldBe("success", result.ToString());
        (replay.GetProperty("provider").GetString(), replay.GetProperty("model").GetString()).ShouldBe((provider, model));
        replay.GetProperty("prompt").GetString().ShouldBe("Tell me about refunds.");
        replay.GetProperty("system_prompt").GetString().ShouldBe("Be brief.");
        replay.GetProperty("response").GetString().ShouldNotBeNullOrEmpty();
        result.GetProperty("request").GetProperty("dialect").GetString().ShouldBe(dialect);
        var recorded = await _server.RecordedAsync(InteractionId.Parse(replay.GetProperty("interaction_id").GetString()!));
        recorded.Interaction.Dialect.ShouldBe(dialect);
        recorded.Interaction.Replay.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_other_dialect_has_no_place_for_is_listed()
    {
        var result = await ReplayAsync(await CallAsync("/openai/v1/chat/completions", Chat), new { provider = "anthropic", model = "claude-sonnet-4-5" });

        result.GetProperty("request").GetProperty("not_carried").EnumerateArray().Select(each => each.GetString()!).ShouldContain(each => each.Contains("logit_bias", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/anthropic/v1/messages", """{"model":"claude-sonnet-4-5","max_tokens":100,"system":"Be brief.","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/ollama/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Tell me about refunds."}]}]}""")]
    [InlineData("/openai/v1/responses", """{"model":"gpt-4o-mini","input":"Tell me about refunds."}""")]
    [InlineData("/openai/v1/chat/completions", """{"stream":true,"model":"gpt-4o-mini","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/anthropic/v1/messages", """{"stream":true,"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"Tell me about refunds."}]}]}""")]
    public async Task Unchanged_every_dialect_says_the_same_again(string path, string body)
    {
        var original = await CallAsync(path, body);

        var result = await ReplayAsync(original);

        result.GetProperty("comparison").GetProperty("same").GetBoolean().ShouldBeTrue(result.ToString());
        var replay = await _server.RecordedAsync(InteractionId.Parse(result.GetProperty("replay").GetProperty("interaction_id").GetString()!));
        replay.Request!.Bytes.ToArray().ShouldBe(original.Request!.Bytes.ToArray());
        replay.Interaction.Streamed.ShouldBe(original.Interaction.Streamed);
        replay.Interaction.Operation.ShouldBe(original.Interaction.Operation);
        replay.Interaction.Query.ShouldBe(original.Interaction.Query);
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", """{"stream":true,"model":"gpt-4o-mini","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/openai/v1/responses", """{"stream":true,"model":"gpt-4o-mini","input":"Tell me about refunds."}""")]
    [InlineData("/anthropic/v1/messages", """{"stream":true,"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/ollama/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"Tell me about refunds."}]}]}""")]
    [InlineData("/mistral/v1/chat/completions", """{"stream":true,"model":"mistral-large-latest","messages":[{"role":"user","content":"Tell me about refunds."}]}""")]
    [InlineData("/openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Not streamed."}]}""")]
    public async Task The_pieces_that_are_told_make_the_answer(string path, string body)
    {
        var original = await CallAsync(path, body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/interactions/{original.Interaction.Id}/replay");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var response = await _server.Http.SendAsync(request);

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => (Name: text.Split('\n')[0]["event: ".Length..], Data: JsonDocument.Parse(text.Split('\n')[1]["data: ".Length..]).RootElement)).ToList();
        events[^1].Name.ShouldBe("result");
        var pieces = events.SkipLast(1).Select(each => each.Data.GetProperty("text").GetString()!).ToList();
        var answer = events[^1].Data.GetProperty("replay").GetProperty("response").GetString();
        answer.ShouldNotBeNullOrEmpty();
        if (original.Interaction.Streamed) pieces.ShouldNotBeEmpty();
        if (pieces.Count > 0) string.Concat(pieces).ShouldBe(answer);
    }

    private async Task<RecordedInteraction> CallAsync(string path, string body)
    {
        using var response = await _server.Http.PostAsync(path, RelaySpec.Json(body));
        await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await _server.RecordedAsync(response);
    }

    private async Task<JsonElement> ReplayAsync(RecordedInteraction original, object? order = null)
    {
        using var response = await _server.Http.PostAsJsonAsync($"/api/interactions/{original.Interaction.Id}/replay", order ?? new { });
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
