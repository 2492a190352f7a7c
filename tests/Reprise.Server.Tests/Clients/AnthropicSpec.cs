using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Server.Tests.Clients;

/// <summary>The official .NET package of Anthropic, through the gateway.</summary>
public sealed class AnthropicSpec(ClientStage stage) : IClassFixture<ClientStage>, IDisposable
{
    private readonly string _session = $"anthropic-{InteractionId.New(TimeProvider.System)}";
    private Wire? _wire;

    private Wire Wire => _wire ??= new Wire(_session);

    public void Dispose() => _wire?.Dispose();

    [Theory]
    [InlineData("/anthropic")]
    [InlineData("")]
    public async Task A_plain_message(string path)
    {
        var answer = await Client(path).Messages.Create(Ask("claude-haiku-4-5"));

        TextOf(answer).ShouldContain(Scenes.Answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Success);
        recorded.ShouldSay(SeenOf(answer));
        recorded.Interaction.Provider.ShouldBe("anthropic");
        recorded.Interaction.Streamed.ShouldBeFalse();
        recorded.Interaction.PromptPreview.ShouldBe(Scenes.Question);
        recorded.Interaction.CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_streamed_message()
    {
        var seen = await StreamedAsync(Ask("claude-haiku-4-5"));

        seen.Content!.ShouldContain(Scenes.Answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Success);
        recorded.ShouldSay(seen);
        recorded.Interaction.Streamed.ShouldBeTrue();
        recorded.Interaction.TtftMs.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loop_of_tools(bool stream)
    {
        List<MessageParam> messages = [new UserMessageParam(Scenes.Task)];
        var seen = new List<Seen>();
        while (seen is [] or [.., { Tools.Count: > 0 }])
        {
            var ask = new MessageCreateParams { Model = "claude-sonnet-4-5", MaxTokens = 1024, Messages = [.. messages], Tools = [.. Scenes.Tools.Select(t => (ToolUnion)ToolOf(t))] };
            var turn = stream ? await StreamedAsync(ask) : SeenOf(await Client().Messages.Create(ask));
            seen.Add(turn);
            if (turn.Tools is not [var used]) continue;
            messages.Add(new AssistantMessageParam(new List<ContentBlockParam> { new ToolUseBlockParam { ID = used.Id!, Name = used.Name, Input = Fields(used.Arguments) } }));
            messages.Add(new UserMessageParam(new List<ContentBlockParam> { new ToolResultBlockParam { ToolUseID = used.Id!, Content = Scenes.ResultOf(used.Name) } }));
        }

        seen.Select(s => s.Tools.Count).ShouldBe([1, 1, 0]);
        var recorded = await AllAsync("anthropic.messages", InteractionStatus.Success, 3);
        foreach (var (record, turn) in recorded.Zip(seen)) record.ShouldSay(turn);
        recorded.ShouldAllBe(r => r.Interaction.Streamed == stream);
        recorded[0].Interaction.ContentPreview.ShouldBe("→ get_weather");
        (await stage.FindAsync(_session, "\"saturday dry\"")).ShouldBe([recorded[1].Interaction.Id]);
    }

    [Theory]
    [InlineData("invalid", 400, typeof(AnthropicBadRequestException), "invalid_request_error")]
    [InlineData("unauthorized", 401, typeof(AnthropicUnauthorizedException), "authentication_error")]
    [InlineData("rate-limited", 429, typeof(AnthropicRateLimitException), "rate_limit_error")]
    [InlineData("server-error", 500, typeof(Anthropic5xxException), "api_error")]
    public async Task A_refusal_is_the_clients_own_error(string behaviour, int status, System.Type type, string code)
    {
        var error = await Should.ThrowAsync<AnthropicApiException>(() => Client().Messages.Create(Ask($"claude-haiku-4-5!{behaviour}")));

        error.ShouldBeAssignableTo(type);
        ((int)error.StatusCode).ShouldBe(status);
        var recorded = await OnlyOneAsync(InteractionStatus.Error);
        recorded.ShouldSay(new Seen { Status = status, Message = error.ResponseBody });
        recorded.Interaction.ErrorCode.ShouldBe(code);
    }

    [Fact]
    public async Task A_stream_cancelled_on_its_way()
    {
        using var cancel = new CancellationTokenSource();
        var content = "";
        var reading = async () =>
        {
            await foreach (var happened in Client().Messages.CreateStreaming(Ask("claude-haiku-4-5!stall"), cancel.Token))
            {
                if (!happened.TryPickContentBlockDelta(out var delta) || !delta.Delta.TryPickText(out var text)) continue;
                content += text.Text;
                await cancel.CancelAsync();
            }
        };

        await reading.ShouldThrowAsync<OperationCanceledException>();
        content.ShouldNotBeEmpty();
        var recorded = await OnlyOneAsync(InteractionStatus.Cancelled);
        recorded.ShouldSay(new Seen { Content = content });
        recorded.Interaction.HttpStatus.ShouldBe(200);
    }

    [Fact]
    public async Task A_call_cancelled_before_its_answer()
    {
        using var cancel = new CancellationTokenSource();
        var before = stage.Upstream.RequestCount;
        var answer = Client().Messages.Create(Ask("claude-haiku-4-5!hang"), cancel.Token);
        await Eventually.HoldsAsync("the provider has the request", () => stage.Upstream.RequestCount > before);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        var recorded = await OnlyOneAsync(InteractionStatus.Cancelled);
        recorded.Response.ShouldBeNull();
    }

    [Fact]
    public async Task Tokens_counted_beforehand()
    {
        var count = await Client().Messages.CountTokens(new MessageCountTokensParams { Model = "claude-haiku-4-5", Messages = [new UserMessageParam(Scenes.Question)] });

        count.InputTokens.ShouldBeGreaterThan(0);
        var recorded = (await AllAsync("anthropic.count_tokens", InteractionStatus.Success, 1))[0];
        recorded.ShouldSay(new Seen { Content = count.InputTokens.ToString() });
        recorded.Interaction.Operation.ShouldBe("POST /v1/messages/count_tokens");
        recorded.Interaction.Usage.ShouldBeNull("counting is not billed");
    }

    private async Task<RecordedInteraction> OnlyOneAsync(InteractionStatus status) => (await AllAsync("anthropic.messages", status, 1))[0];

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

    private static MessageCreateParams Ask(string model) => new() { Model = model, MaxTokens = 1024, Messages = [new UserMessageParam(Scenes.Question)] };

    private static Tool ToolOf(SceneTool tool)
    {
        using var schema = JsonDocument.Parse(tool.Schema);
        return new Tool { Name = tool.Name, Description = tool.Description, InputSchema = new InputSchema { Properties = Fields(schema.RootElement.GetProperty("properties").GetRawText()) } };
    }

    private static Dictionary<string, JsonElement> Fields(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private async Task<Seen> StreamedAsync(MessageCreateParams ask)
    {
        var content = "";
        var tools = new List<SeenTool>();
        var seen = new Seen();
        await foreach (var happened in Client().Messages.CreateStreaming(ask))
        {
            if (happened.TryPickStart(out var start)) seen = seen with { Model = start.Message.Model.Raw(), PromptTokens = start.Message.Usage.InputTokens };
            if (happened.TryPickContentBlockStart(out var opened) && opened.ContentBlock.TryPickToolUse(out var use)) tools.Add(new SeenTool(use.Name, "", use.ID));
            if (happened.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text)) content += text.Text;
            if (happened.TryPickContentBlockDelta(out delta) && delta.Delta.TryPickInputJson(out var json)) tools[^1] = tools[^1] with { Arguments = tools[^1].Arguments + json.PartialJson };
            if (happened.TryPickDelta(out var end)) seen = seen with { Finish = end.Delta.StopReason?.Raw(), CompletionTokens = end.Usage.OutputTokens };
        }

        return seen with { Content = content, Tools = tools };
    }

    private static string TextOf(Anthropic.Models.Messages.Message answer) => string.Concat(answer.Content.Select(b => b.TryPickText(out var text) ? text.Text : ""));

    private static Seen SeenOf(Anthropic.Models.Messages.Message answer) => new()
    {
        Model = answer.Model.Raw(),
        Content = TextOf(answer),
        Tools = [.. answer.Content.Select(b => b.TryPickToolUse(out var use) ? new SeenTool(use.Name, JsonSerializer.Serialize(use.Input), use.ID) : null).OfType<SeenTool>()],
        Finish = answer.StopReason?.Raw(),
        PromptTokens = answer.Usage.InputTokens + (answer.Usage.CacheReadInputTokens ?? 0) + (answer.Usage.CacheCreationInputTokens ?? 0),
        CompletionTokens = answer.Usage.OutputTokens,
    };

    private AnthropicClient Client(string path = "/anthropic") => new() { BaseUrl = stage.Url + path, ApiKey = "sk-ant-test", MaxRetries = 0, HttpClient = Wire.Http };
}
