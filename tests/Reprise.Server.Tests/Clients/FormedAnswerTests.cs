using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Headers;
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

namespace Reprise.Server.Tests.Clients;

/// <summary>The official .NET packages read recorded answers that were put into the other form, and see what the record says.</summary>
public sealed class FormedAnswerTests
{
    [Fact]
    public async Task Openai_chat()
    {
        var read = 0;
        foreach (var (name, recorded, formed, isStream) in Formed("openai.chat_completions.", "openai.chat"))
        {
            using var http = new HttpClient(new Given(formed));
            var chat = new ChatClient("m", new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = new Uri("http://127.0.0.1/v1"), Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) });
            var seen = isStream ? await StreamedAsync(chat) : SeenOf(await chat.CompleteChatAsync(ChatMessage.CreateUserMessage("?")));
            ShouldBe(seen, recorded, name);
            read++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} answers");
        read.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Openai_responses()
    {
        var read = 0;
        foreach (var (name, recorded, formed, isStream) in Formed("openai.responses.", "openai.responses"))
        {
            using var http = new HttpClient(new Given(formed));
            var client = new ResponsesClient(new ApiKeyCredential("k"), new ResponsesClientOptions { Endpoint = new Uri("http://127.0.0.1/v1"), Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) });
            var seen = new Seen();
            if (isStream)
            {
                var content = "";
                await foreach (var update in client.CreateResponseStreamingAsync("m", "?"))
                {
                    if (update is StreamingResponseOutputTextDeltaUpdate delta) content += delta.Delta;
                    if (update is StreamingResponseCompletedUpdate completed) seen = SeenOf(completed.Response);
                    if (update is StreamingResponseIncompleteUpdate incomplete) seen = SeenOf(incomplete.Response);
                }

                content.ShouldBe(recorded.Content, name);
            }
            else seen = SeenOf(await client.CreateResponseAsync("m", "?"));
            ShouldBe(seen, recorded with { ToolCalls = [.. recorded.ToolCalls.Where(call => seen.Tools.Any(tool => tool.Id == call.Id))] }, name);
            read++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} answers");
        read.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Anthropic_messages()
    {
        var read = 0;
        var ask = new MessageCreateParams { Model = "m", MaxTokens = 10, Messages = [new UserMessageParam("?")] };
        foreach (var (name, recorded, formed, isStream) in Formed("anthropic.messages.", "anthropic.messages"))
        {
            using var http = new HttpClient(new Given(formed));
            var client = new AnthropicClient { BaseUrl = "http://127.0.0.1", ApiKey = "k", MaxRetries = 0, HttpClient = http };
            var content = "";
            var tools = new List<SeenTool>();
            if (isStream)
            {
                await foreach (var happened in client.Messages.CreateStreaming(ask))
                {
                    if (happened.TryPickContentBlockStart(out var opened) && opened.ContentBlock.TryPickToolUse(out var use)) tools.Add(new SeenTool(use.Name, "", use.ID));
                    if (happened.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text)) content += text.Text;
                    if (tools.Count > 0 && happened.TryPickContentBlockDelta(out delta) && delta.Delta.TryPickInputJson(out var json)) tools[^1] = tools[^1] with { Arguments = tools[^1].Arguments + json.PartialJson };
                }
            }
            else
            {
                var answer = await client.Messages.Create(ask);
                content = string.Concat(answer.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));
                foreach (var block in answer.Content)
                {
                    if (block.TryPickToolUse(out var use)) tools.Add(new SeenTool(use.Name, System.Text.Json.JsonSerializer.Serialize(use.Input), use.ID));
                }
            }

            ShouldBe(new Seen { Content = content, Tools = tools }, recorded with { Usage = null }, name);
            read++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} answers");
        read.ShouldBeGreaterThan(150);
    }

    /// <summary>Recorded answers of a kind in the other form; those that have one form only are left out.</summary>
    private static IEnumerable<(string Name, AnswerReading Recorded, Body Formed, bool IsStream)> Formed(string names, string dialect)
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
            var reading = DialectCatalog.FindByName(dialect)!.ReadResponse(new WireResponse(cassette.Status, body.Bytes, body.ContentType));
            var wish = new AnswerWish { Stream = !cassette.IsStream, IncludeUsage = true };
            if (AnswerForms.Form(record, wish) is { IsOriginal: false } formed) yield return (name, reading, formed.Body, wish.Stream);
        }
    }

    private static void ShouldBe(Seen seen, AnswerReading recorded, string name)
    {
        seen.Content.ShouldBe(recorded.Content ?? "", name);
        seen.Tools.Select(tool => (tool.Id, tool.Name, Canonical(tool.Arguments))).ShouldBe(recorded.ToolCalls.Select(call => (call.Id, call.Name, Canonical(call.Arguments))), name);
        if (recorded.Usage is null) return;
        seen.PromptTokens.ShouldBe(recorded.Usage.PromptTokens, name);
        seen.CompletionTokens.ShouldBe(recorded.Usage.CompletionTokens, name);
    }

    private static string Canonical(string json) => json.Length == 0 ? "{}" : JsonNode.Parse(json)!.ToJsonString();

    private static async Task<Seen> StreamedAsync(ChatClient chat)
    {
        var content = "";
        var calls = new SortedDictionary<int, SeenTool>();
        ChatTokenUsage? usage = null;
        await foreach (var update in chat.CompleteChatStreamingAsync(ChatMessage.CreateUserMessage("?")))
        {
            // Of several choices the record shows the first.
            content += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            foreach (var piece in update.ToolCallUpdates)
            {
                var call = calls.GetValueOrDefault(piece.Index) ?? new SeenTool(piece.FunctionName, "", piece.ToolCallId);
                calls[piece.Index] = call with { Arguments = call.Arguments + piece.FunctionArgumentsUpdate };
            }
        }

        return new Seen { Content = content, Tools = [.. calls.Values], PromptTokens = usage?.InputTokenCount, CompletionTokens = usage?.OutputTokenCount };
    }

    private static Seen SeenOf(ChatCompletion answer) => new()
    {
        Content = string.Concat(answer.Content.Select(part => part.Text)),
        Tools = [.. answer.ToolCalls.Select(call => new SeenTool(call.FunctionName, call.FunctionArguments.ToString(), call.Id))],
        PromptTokens = answer.Usage.InputTokenCount,
        CompletionTokens = answer.Usage.OutputTokenCount,
    };

    private static Seen SeenOf(ResponseResult answer) => new()
    {
        Content = answer.GetOutputText() ?? "",
        Tools = [.. answer.OutputItems.OfType<FunctionCallResponseItem>().Select(call => new SeenTool(call.FunctionName, call.FunctionArguments.ToString(), call.CallId))],
        PromptTokens = answer.Usage?.InputTokenCount,
        CompletionTokens = answer.Usage?.OutputTokenCount,
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
