using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Clients;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache;

/// <summary>What the official clients understand of a cached answer is what they understood of the answer itself.</summary>
public sealed class RealClientSpec : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        _server = await TestServer.StartInAsync(null, [.. _upstream.Providers.Select(p => $"Providers:{p.Key}:BaseUrl={p.Value}"), "Cache:Use=always"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_reads_a_cached_stream_and_a_cached_answer()
    {
        var chat = new ChatClient("gpt-4o-mini", new ApiKeyCredential("sk-test"), new OpenAIClientOptions { Endpoint = new Uri(_server.Url + "/openai/v1"), RetryPolicy = new ClientRetryPolicy(0) });

        var streams = new[] { await StreamedAsync(chat), await StreamedAsync(chat) };
        ChatCompletion[] whole = [await chat.CompleteChatAsync(Scenes.Question), await chat.CompleteChatAsync(Scenes.Question)];

        streams[1].ShouldBe(streams[0]);
        streams[0].Text.ShouldContain(Scenes.Answer);
        whole.ShouldAllBe(answer => answer.Content[0].Text == streams[0].Text && answer.Usage.TotalTokenCount == streams[0].Tokens);
        _upstream.RequestCount.ShouldBe(1);
    }

    [Fact]
    public async Task Anthropic_reads_a_cached_stream_and_a_cached_answer()
    {
        var client = new AnthropicClient { BaseUrl = _server.Url + "/anthropic", ApiKey = "sk-ant-test", MaxRetries = 0 };
        var ask = new MessageCreateParams { Model = "claude-haiku-4-5", MaxTokens = 1024, Messages = [new UserMessageParam(Scenes.Question)] };

        var whole = new[] { TextOf(await client.Messages.Create(ask)), TextOf(await client.Messages.Create(ask)) };
        var streams = new[] { await StreamedAsync(client, ask), await StreamedAsync(client, ask) };

        whole[0].ShouldContain(Scenes.Answer);
        whole[1].ShouldBe(whole[0]);
        streams.ShouldAllBe(text => text == whole[0]);
        _upstream.RequestCount.ShouldBe(1);
    }

    private static async Task<(string Text, long Tokens)> StreamedAsync(ChatClient chat)
    {
        var (text, tokens) = ("", 0L);
        await foreach (var update in chat.CompleteChatStreamingAsync(Scenes.Question))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            tokens = update.Usage?.TotalTokenCount ?? tokens;
        }

        return (text, tokens);
    }

    private static async Task<string> StreamedAsync(AnthropicClient client, MessageCreateParams ask)
    {
        var text = "";
        await foreach (var happened in client.Messages.CreateStreaming(ask))
            if (happened.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece)) text += piece.Text;
        return text;
    }

    private static string TextOf(Message message) => string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));
}

/// <summary>The official JavaScript clients again, each played twice through a server whose cache answers everything it can.</summary>
public sealed class CachedNodeClientSpec : IAsyncLifetime
{
    private readonly NodeClients _clients = new("Cache:Use=always");

    public ValueTask InitializeAsync() => _clients.InitializeAsync();

    public ValueTask DisposeAsync() => _clients.DisposeAsync();

    [Theory]
    [InlineData("openai", "chat")]
    [InlineData("openai", "chat-stream")]
    [InlineData("openai", "chat-tools-stream")]
    [InlineData("openai", "responses-stream")]
    [InlineData("anthropic", "messages")]
    [InlineData("anthropic", "messages-stream")]
    [InlineData("anthropic", "messages-tools-stream")]
    public async Task A_client_sees_in_a_cached_answer_what_it_saw_in_the_answer(string client, string name)
    {
        var first = (await _clients.RunAsync(client))[name];
        var second = (await _clients.RunAsync(client))[name];

        (first.Failure, second.Failure).ShouldBe((null, null));
        second.Calls.Select(call => call.Seen.Content).ShouldBe(first.Calls.Select(call => call.Seen.Content));
        second.Calls.Select(call => call.Seen.Finish).ShouldBe(first.Calls.Select(call => call.Seen.Finish));
        // A client names its sessions the same each time.
        var records = (await _clients.Stage.SessionAsync(second.Session, first.Calls.Count + second.Calls.Count)).Skip(first.Calls.Count).ToArray();
        records.ShouldAllBe(record => record.Interaction.Cache!.Status == "hit");
        records.ShouldAllBe(record => record.Interaction.Status == InteractionStatus.Success);
    }
}
