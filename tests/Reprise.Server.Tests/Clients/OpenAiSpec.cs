using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Server.Tests.Clients;

/// <summary>The official .NET package of OpenAI, through the gateway: chat and embeddings.</summary>
public sealed class OpenAiSpec(ClientStage stage) : IClassFixture<ClientStage>, IDisposable
{
    private readonly string _session = $"openai-{InteractionId.New(TimeProvider.System)}";
    private Wire? _wire;

    private Wire Wire => _wire ??= new Wire(_session);

    public void Dispose() => _wire?.Dispose();

    [Theory]
    [InlineData("/openai/v1")]
    [InlineData("/v1")]
    public async Task A_plain_chat(string path)
    {
        ChatCompletion answer = await Chat("gpt-4o-mini", path).CompleteChatAsync([ChatMessage.CreateSystemMessage("Be brief."), ChatMessage.CreateUserMessage(Scenes.Question)]);

        answer.Content[0].Text.ShouldContain(Scenes.Answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Success);
        recorded.ShouldSay(SeenOf(answer));
        recorded.Interaction.Streamed.ShouldBeFalse();
        recorded.Interaction.Provider.ShouldBe("openai");
        recorded.Interaction.PromptPreview.ShouldBe(Scenes.Question);
        recorded.Interaction.CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_streamed_chat()
    {
        var content = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat("gpt-4o-mini").CompleteChatStreamingAsync([ChatMessage.CreateUserMessage(Scenes.Question)]))
        {
            content += string.Concat(update.ContentUpdate.Select(p => p.Text));
            usage = update.Usage ?? usage;
        }

        content.ShouldContain(Scenes.Answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Success);
        recorded.ShouldSay(new Seen { Content = content, Finish = "stop", Model = "gpt-4o-mini-2024-07-18", PromptTokens = usage!.InputTokenCount, CompletionTokens = usage.OutputTokenCount });
        recorded.Interaction.Streamed.ShouldBeTrue();
        recorded.Interaction.TtftMs.ShouldNotBeNull();
        recorded.Response!.ContentType!.ShouldStartWith("text/event-stream");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loop_of_tools(bool stream)
    {
        var chat = Chat("gpt-4o");
        var options = new ChatCompletionOptions();
        foreach (var tool in Scenes.Tools) options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.Schema)));
        List<ChatMessage> messages = [ChatMessage.CreateUserMessage(Scenes.Task)];
        var seen = new List<Seen>();
        while (seen is [] or [.., { Tools.Count: > 0 }])
        {
            var turn = stream ? await StreamedAsync(chat, messages, options) : SeenOf(await chat.CompleteChatAsync(messages, options));
            seen.Add(turn);
            if (turn.Tools.Count == 0) continue;
            messages.Add(ChatMessage.CreateAssistantMessage(turn.Tools.Select(t => ChatToolCall.CreateFunctionToolCall(t.Id, t.Name, BinaryData.FromString(t.Arguments)))));
            messages.AddRange(turn.Tools.Select(t => ChatMessage.CreateToolMessage(t.Id, Scenes.ResultOf(t.Name))));
        }

        seen.Select(s => s.Tools.Count).ShouldBe([1, 1, 0]);
        var recorded = await AllAsync("openai.chat", InteractionStatus.Success, 3);
        foreach (var (record, turn) in recorded.Zip(seen)) record.ShouldSay(turn);
        recorded.ShouldAllBe(r => r.Interaction.Streamed == stream);
        recorded[0].Interaction.ContentPreview.ShouldBe("→ get_weather");
        (await stage.FindAsync(_session, "\"saturday dry\"")).ShouldBe([recorded[1].Interaction.Id]);
    }

    [Theory]
    [InlineData("invalid", 400, "invalid_value")]
    [InlineData("unauthorized", 401, "invalid_api_key")]
    [InlineData("rate-limited", 429, "rate_limit_exceeded")]
    [InlineData("server-error", 500, "server_error")]
    public async Task A_refusal_is_the_clients_own_error(string behaviour, int status, string code)
    {
        var error = await Should.ThrowAsync<ClientResultException>(() => Chat($"gpt-4o-mini!{behaviour}").CompleteChatAsync(ChatMessage.CreateUserMessage(Scenes.Question)));

        error.Status.ShouldBe(status);
        var recorded = await OnlyOneAsync(InteractionStatus.Error);
        recorded.ShouldSay(new Seen { Status = status, Message = error.Message });
        recorded.Interaction.ErrorCode.ShouldBe(code);
    }

    [Fact]
    public async Task A_stream_cancelled_on_its_way()
    {
        using var cancel = new CancellationTokenSource();
        var content = "";
        var reading = async () =>
        {
            await foreach (var update in Chat("gpt-4o-mini!stall").CompleteChatStreamingAsync([ChatMessage.CreateUserMessage(Scenes.Question)], cancellationToken: cancel.Token))
            {
                content += string.Concat(update.ContentUpdate.Select(p => p.Text));
                if (content.Length > 0) await cancel.CancelAsync();
            }
        };

        await reading.ShouldThrowAsync<OperationCanceledException>();
        content.ShouldNotBeEmpty();
        var recorded = await OnlyOneAsync(InteractionStatus.Cancelled);
        recorded.ShouldSay(new Seen { Content = content });
        recorded.Interaction.HttpStatus.ShouldBe(200);
        recorded.Interaction.Usage!.Estimated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_cancelled_before_its_answer()
    {
        using var cancel = new CancellationTokenSource();
        var before = stage.Upstream.RequestCount;
        var answer = Chat("gpt-4o-mini!hang").CompleteChatAsync([ChatMessage.CreateUserMessage(Scenes.Question)], cancellationToken: cancel.Token);
        await Eventually.HoldsAsync("the provider has the request", () => stage.Upstream.RequestCount > before);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Cancelled);
        recorded.Response.ShouldBeNull();
        recorded.Interaction.HttpStatus.ShouldBeNull();
        recorded.Interaction.Model.ShouldBe("gpt-4o-mini!hang");
    }

    [Fact]
    public async Task Embeddings()
    {
        var client = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential("sk-test"), Options("/openai/v1"));
        OpenAIEmbeddingCollection answer = await client.GenerateEmbeddingsAsync(["one text", "another text"], new EmbeddingGenerationOptions { Dimensions = 32 });

        answer.Select(e => e.ToFloats().Length).ShouldBe([32, 32]);
        var recorded = (await AllAsync("openai.embeddings", InteractionStatus.Success, 1))[0];
        recorded.ShouldSay(new Seen { Model = answer.Model, PromptTokens = answer.Usage.InputTokenCount });
        recorded.Interaction.Kind.ShouldBe(InteractionKind.Embedding);
        (await stage.FindAsync(_session, "another text")).ShouldBe([recorded.Interaction.Id]);
    }

    private async Task<RecordedInteraction> OnlyOneAsync(InteractionStatus status) => (await AllAsync("openai.chat", status, 1))[0];

    private async Task<IReadOnlyList<RecordedInteraction>> AllAsync(string dialect, InteractionStatus status, int count)
    {
        var recorded = await stage.SessionAsync(_session, count);
        foreach (var (record, wire) in recorded.Zip(Wire.Exchanges))
        {
            record.ShouldBe(wire, dialect, status);
            record.ShouldBelongTo(_session, "dotnet");
        }

        return recorded;
    }

    private static async Task<Seen> StreamedAsync(ChatClient chat, IEnumerable<ChatMessage> messages, ChatCompletionOptions options)
    {
        var content = "";
        var calls = new SortedDictionary<int, SeenTool>();
        ChatTokenUsage? usage = null;
        await foreach (var update in chat.CompleteChatStreamingAsync(messages, options))
        {
            content += string.Concat(update.ContentUpdate.Select(p => p.Text));
            usage = update.Usage ?? usage;
            foreach (var piece in update.ToolCallUpdates)
            {
                var call = calls.GetValueOrDefault(piece.Index) ?? new SeenTool(piece.FunctionName, "", piece.ToolCallId);
                calls[piece.Index] = call with { Arguments = call.Arguments + piece.FunctionArgumentsUpdate };
            }
        }

        return new Seen { Content = content, Tools = [.. calls.Values], PromptTokens = usage!.InputTokenCount, CompletionTokens = usage.OutputTokenCount };
    }

    private static Seen SeenOf(ChatCompletion answer) => new()
    {
        Model = answer.Model,
        Content = string.Concat(answer.Content.Select(p => p.Text)),
        Tools = [.. answer.ToolCalls.Select(t => new SeenTool(t.FunctionName, t.FunctionArguments.ToString(), t.Id))],
        Finish = answer.FinishReason == ChatFinishReason.ToolCalls ? "tool_calls" : "stop",
        PromptTokens = answer.Usage.InputTokenCount,
        CompletionTokens = answer.Usage.OutputTokenCount,
    };

    private ChatClient Chat(string model, string path = "/openai/v1") => new(model, new ApiKeyCredential("sk-test"), Options(path));

    private OpenAIClientOptions Options(string path) =>
        new() { Endpoint = new Uri(stage.Url + path), Transport = new HttpClientPipelineTransport(Wire.Http), RetryPolicy = new ClientRetryPolicy(0) };
}
