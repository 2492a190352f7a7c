using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Reprise.Cache.Answers;
using Reprise.Interactions;
using Reprise.Server.Tests.Cassettes;
using Reprise.Tests;
using Reprise.Wire;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace Reprise.Server.Tests.Clients;

/// <summary>The official .NET packages read recorded answers that were put into the other form, and make the same of both.</summary>
public sealed class FormedAnswerTests
{
    [Fact]
    public Task Openai_chat() => ReadAllAsync("openai.chat_completions.", "openai.chat", async (http, isStream) =>
    {
        var chat = new ChatClient("m", new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = Here, Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) });
        return isStream ? await StreamedAsync(chat) : SeenOf(await chat.CompleteChatAsync(ChatMessage.CreateUserMessage("?")));
    });

    [Fact]
    public Task Openai_responses() => ReadAllAsync("openai.responses.", "openai.responses", async (http, isStream) =>
    {
        var client = new ResponsesClient(new ApiKeyCredential("k"), new ResponsesClientOptions { Endpoint = Here, Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) });
        return isStream ? await StreamedAsync(client) : SeenOf(await client.CreateResponseAsync("m", "?"));
    });

    [Fact]
    public Task Anthropic_messages() => ReadAllAsync("anthropic.messages.", "anthropic.messages", async (http, isStream) =>
    {
        var client = new AnthropicClient { BaseUrl = Here.ToString(), ApiKey = "k", MaxRetries = 0, HttpClient = http };
        var ask = new MessageCreateParams { Model = "m", MaxTokens = 10, Messages = [new UserMessageParam("?")] };
        return isStream ? await StreamedAsync(client, ask) : SeenOf(await client.Messages.Create(ask));
    });

    private static Uri Here { get; } = new("http://127.0.0.1/v1");

    /// <summary>Lets the package read each answer as it was recorded and in its other form, and compares what it made of them.</summary>
    private static async Task ReadAllAsync(string names, string dialect, Func<HttpClient, bool, Task<Seen>> readAsync)
    {
        var read = 0;
        foreach (var (name, recorded, formed, isStream) in Formed(names, dialect))
        {
            // Reading a stream of several choices, OpenAI's package runs them together.
            if (JsonNode.Parse((isStream ? recorded : formed).Bytes.Span)?["choices"] is JsonArray { Count: > 1 }) continue;
            using var first = new HttpClient(new Given(recorded));
            using var second = new HttpClient(new Given(formed));
            if (await TryReadAsync(() => readAsync(first, !isStream)) is not { } said) continue;
            var saidNow = await readAsync(second, isStream);
            saidNow.Content.ShouldBe(said.Content, name);
            saidNow.Finish.ShouldBe(said.Finish, name);
            saidNow.Tools.Select(tool => (tool.Id, tool.Name, Canonical(tool.Arguments))).ShouldBe(said.Tools.Select(tool => (tool.Id, tool.Name, Canonical(tool.Arguments))), name);
            (saidNow.PromptTokens, saidNow.CompletionTokens).ShouldBe((said.PromptTokens, said.CompletionTokens), name);
            read++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} answers");
        read.ShouldBeGreaterThan(150);
    }

    /// <summary>Words that are newer than the package it cannot read as they were recorded either.</summary>
    private static async Task<Seen?> TryReadAsync(Func<Task<Seen>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Recorded answers of a kind in the other form; those that have one form only are left out.</summary>
    private static IEnumerable<(string Name, Body Recorded, Body Formed, bool IsStream)> Formed(string names, string dialect)
    {
        foreach (var (name, cassette) in Cassette.ReadAll(SharedData.Require("cassettes")))
        {
            if (!name.StartsWith(names, StringComparison.Ordinal)) continue;
            var body = new Body { Bytes = cassette.Response, ContentType = cassette.ResponseType };
            var record = new RecordedInteraction
            {
                Interaction = new Interaction
                {
                    Id = InteractionId.New(TimeProvider.System),
                    Project = "default",
                    Timestamp = TimeProvider.System.GetUtcNow(),
                    Kind = InteractionKind.Llm,
                    Status = cassette.Status < 400 ? InteractionStatus.Success : InteractionStatus.Error,
                    Dialect = dialect,
                    HttpStatus = cassette.Status,
                    ResponseBytes = body.Bytes.Length,
                },
                Response = body,
            };
            if (AnswerForms.WhyNotKept(record) is not null) continue;
            var wish = new AnswerWish { Stream = !cassette.IsStream, IncludeUsage = true };
            if (AnswerForms.Form(record, wish) is { IsOriginal: false } formed) yield return (name, body, formed.Body, wish.Stream);
        }
    }

    private static string Canonical(string json) => json.Length == 0 ? "{}" : JsonNode.Parse(json)!.ToJsonString();

    private static async Task<Seen> StreamedAsync(ChatClient chat)
    {
        var seen = new Seen { Content = "" };
        var calls = new SortedDictionary<int, SeenTool>();
        await foreach (var update in chat.CompleteChatStreamingAsync(ChatMessage.CreateUserMessage("?")))
        {
            seen = seen with
            {
                Content = seen.Content + string.Concat(update.ContentUpdate.Select(part => part.Text)),
                Finish = update.FinishReason?.ToString() ?? seen.Finish,
                PromptTokens = update.Usage?.InputTokenCount ?? seen.PromptTokens,
                CompletionTokens = update.Usage?.OutputTokenCount ?? seen.CompletionTokens,
            };
            foreach (var piece in update.ToolCallUpdates)
            {
                var call = calls.GetValueOrDefault(piece.Index) ?? new SeenTool(piece.FunctionName, "", piece.ToolCallId);
                calls[piece.Index] = call with { Arguments = call.Arguments + piece.FunctionArgumentsUpdate };
            }
        }

        return seen with { Tools = [.. calls.Values] };
    }

    private static Seen SeenOf(ChatCompletion answer) => new()
    {
        Content = string.Concat(answer.Content.Select(part => part.Text)),
        Finish = answer.FinishReason.ToString(),
        Tools = [.. answer.ToolCalls.Select(call => new SeenTool(call.FunctionName, call.FunctionArguments.ToString(), call.Id))],
        PromptTokens = answer.Usage.InputTokenCount,
        CompletionTokens = answer.Usage.OutputTokenCount,
    };

    private static async Task<Seen> StreamedAsync(ResponsesClient client)
    {
        var content = "";
        var seen = new Seen();
        await foreach (var update in client.CreateResponseStreamingAsync("m", "?"))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) content += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed) seen = SeenOf(completed.Response);
            if (update is StreamingResponseIncompleteUpdate incomplete) seen = SeenOf(incomplete.Response);
        }

        content.ShouldBe(seen.Content);
        return seen;
    }

    private static Seen SeenOf(ResponseResult answer) => new()
    {
        Content = answer.GetOutputText() ?? "",
        Finish = answer.Status?.ToString(),
        Tools = [.. answer.OutputItems.OfType<FunctionCallResponseItem>().Select(call => new SeenTool(call.FunctionName, call.FunctionArguments.ToString(), call.CallId))],
        PromptTokens = answer.Usage?.InputTokenCount,
        CompletionTokens = answer.Usage?.OutputTokenCount,
    };

    private static async Task<Seen> StreamedAsync(AnthropicClient client, MessageCreateParams ask)
    {
        var seen = new Seen { Content = "" };
        var tools = new SortedDictionary<long, SeenTool>();
        await foreach (var happened in client.Messages.CreateStreaming(ask))
        {
            if (happened.TryPickStart(out var start)) seen = seen with { PromptTokens = start.Message.Usage.InputTokens };
            if (happened.TryPickContentBlockStart(out var opened) && opened.ContentBlock.TryPickToolUse(out var use)) tools[opened.Index] = new SeenTool(use.Name, "", use.ID);
            if (happened.TryPickContentBlockDelta(out var delta))
            {
                if (delta.Delta.TryPickText(out var text)) seen = seen with { Content = seen.Content + text.Text };
                if (delta.Delta.TryPickInputJson(out var json) && tools.TryGetValue(delta.Index, out var tool)) tools[delta.Index] = tool with { Arguments = tool.Arguments + json.PartialJson };
            }

            if (happened.TryPickDelta(out var end)) seen = seen with { Finish = end.Delta.StopReason?.Raw(), PromptTokens = end.Usage.InputTokens ?? seen.PromptTokens, CompletionTokens = end.Usage.OutputTokens };
        }

        return seen with { Tools = [.. tools.Values] };
    }

    private static Seen SeenOf(Anthropic.Models.Messages.Message answer) => new()
    {
        Content = string.Concat(answer.Content.Select(block => block.TryPickText(out var text) ? text.Text : "")),
        Finish = answer.StopReason?.Raw(),
        Tools = [.. answer.Content.Select(block => block.TryPickToolUse(out var use) ? new SeenTool(use.Name, JsonSerializer.Serialize(use.Input), use.ID) : null).OfType<SeenTool>()],
        PromptTokens = answer.Usage.InputTokens,
        CompletionTokens = answer.Usage.OutputTokens,
    };

    /// <summary>A provider that always gives the same answer.</summary>
    private sealed class Given(Body body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(body.Bytes.ToArray());
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType!);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }
}
