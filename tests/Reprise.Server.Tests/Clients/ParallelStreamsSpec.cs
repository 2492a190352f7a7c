using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Clients;

/// <summary>Many streams at a time through one server.</summary>
public sealed class ParallelStreamsSpec
{
    private const int Count = 32;

    [Fact]
    public async Task Each_of_many_parallel_streams_is_recorded_once_and_whole()
    {
        // Slow enough that all of them are on their way together.
        await using var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions { Pace = 0.5 }, CancellationToken.None);
        await using var server = await TestServer.StartInAsync(null, [.. upstream.Providers.Select(p => $"Providers:{p.Key}:BaseUrl={p.Value}")]);
        var wires = Enumerable.Range(0, Count).Select(i => new Wire($"parallel-{i}")).ToArray();

        var contents = await Task.WhenAll(wires.Select((wire, i) => i % 2 == 0 ? OpenAiAsync(server.Url, wire, PromptOf(i)) : AnthropicAsync(server.Url, wire, PromptOf(i))));

        await Eventually.HoldsAsync("all are stored", () => server.Counters.Stored >= Count);
        var page = await server.Store.SearchAsync(new Store.InteractionQuery { Project = Projects.Default }, CancellationToken.None);
        page.Items.Count.ShouldBe(Count);
        server.Counters.Received.ShouldBe(Count);
        server.Counters.Stored.ShouldBe(Count);
        for (var i = 0; i < Count; i++)
        {
            var wire = wires[i].Exchanges.ShouldHaveSingleItem();
            var recorded = await server.RecordedAsync(wire.Id!.Value);
            recorded.ShouldBe(wire, i % 2 == 0 ? "openai.chat" : "anthropic.messages", InteractionStatus.Success);
            recorded.ShouldSay(new Seen { Content = contents[i] });
            recorded.ShouldBelongTo($"parallel-{i}", "dotnet");
            recorded.Interaction.PromptPreview.ShouldBe(PromptOf(i));
            wires[i].Dispose();
        }
    }

    private static string PromptOf(int i) => $"What does setting {i} do, and who should change it?";

    private static async Task<string> OpenAiAsync(string url, Wire wire, string prompt)
    {
        var client = new ChatClient(
            "gpt-4o-mini",
            new ApiKeyCredential("sk-test"),
            new OpenAIClientOptions { Endpoint = new Uri(url + "/v1"), Transport = new HttpClientPipelineTransport(wire.Http), RetryPolicy = new ClientRetryPolicy(0) });
        var content = "";
        await foreach (var update in client.CompleteChatStreamingAsync([ChatMessage.CreateUserMessage(prompt)])) content += string.Concat(update.ContentUpdate.Select(p => p.Text));
        return content;
    }

    private static async Task<string> AnthropicAsync(string url, Wire wire, string prompt)
    {
        var client = new AnthropicClient { BaseUrl = url, ApiKey = "sk-ant-test", MaxRetries = 0, HttpClient = wire.Http };
        var content = "";
        await foreach (var happened in client.Messages.CreateStreaming(new MessageCreateParams { Model = "claude-haiku-4-5", MaxTokens = 256, Messages = [new UserMessageParam(prompt)] }))
            if (happened.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text)) content += text.Text;
        return content;
    }
}
