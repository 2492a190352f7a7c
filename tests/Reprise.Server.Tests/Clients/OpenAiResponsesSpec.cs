using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Responses;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Clients;

/// <summary>The official .NET package of OpenAI, through the gateway: the responses API.</summary>
public sealed class OpenAiResponsesSpec(ClientStage stage) : IClassFixture<ClientStage>, IDisposable
{
    private readonly string _session = $"responses-{InteractionId.New(TimeProvider.System)}";
    private Wire? _wire;

    private Wire Wire => _wire ??= new Wire(_session);

    public void Dispose() => _wire?.Dispose();

    [Fact]
    public async Task A_plain_response()
    {
        ResponseResult answer = await Client().CreateResponseAsync("gpt-4.1-mini", Scenes.Question);

        answer.GetOutputText().ShouldContain(Scenes.Answer);
        var recorded = (await AllAsync(InteractionStatus.Success, 1))[0];
        recorded.ShouldSay(SeenOf(answer));
        recorded.Interaction.PromptPreview.ShouldBe(Scenes.Question);
        recorded.Interaction.Streamed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_streamed_response()
    {
        var content = "";
        ResponseResult? last = null;
        await foreach (var update in Client().CreateResponseStreamingAsync("gpt-4.1-mini", Scenes.Question))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) content += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed) last = completed.Response;
        }

        content.ShouldBe(last!.GetOutputText());
        var recorded = (await AllAsync(InteractionStatus.Success, 1))[0];
        recorded.ShouldSay(SeenOf(last));
        recorded.Interaction.Streamed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_loop_of_tools()
    {
        var options = new CreateResponseOptions("gpt-4.1", [ResponseItem.CreateUserMessageItem(Scenes.Task)]);
        foreach (var tool in Scenes.Tools) options.Tools.Add(ResponseTool.CreateFunctionTool(tool.Name, BinaryData.FromString(tool.Schema), strictModeEnabled: false, tool.Description));
        var seen = new List<Seen>();
        while (seen is [] or [.., { Tools.Count: > 0 }])
        {
            ResponseResult answer = await Client().CreateResponseAsync(options);
            seen.Add(SeenOf(answer));
            foreach (var item in answer.OutputItems) options.InputItems.Add(item);
            foreach (var call in answer.OutputItems.OfType<FunctionCallResponseItem>())
                options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, Scenes.ResultOf(call.FunctionName)));
        }

        seen.Select(s => s.Tools.Count).ShouldBe([1, 1, 0]);
        var recorded = await AllAsync(InteractionStatus.Success, 3);
        foreach (var (record, turn) in recorded.Zip(seen)) record.ShouldSay(turn);
        (await stage.FindAsync(_session, "\"saturday dry\"")).ShouldBe([recorded[1].Interaction.Id]);
    }

    [Theory]
    [InlineData("invalid", 400)]
    [InlineData("unauthorized", 401)]
    [InlineData("rate-limited", 429)]
    [InlineData("server-error", 500)]
    public async Task A_refusal_is_the_clients_own_error(string behaviour, int status)
    {
        var error = await Should.ThrowAsync<ClientResultException>(() => Client().CreateResponseAsync($"gpt-4.1-mini!{behaviour}", Scenes.Question));

        error.Status.ShouldBe(status);
        var recorded = (await AllAsync(InteractionStatus.Error, 1))[0];
        recorded.ShouldSay(new Seen { Status = status, Message = error.Message });
    }

    [Fact]
    public async Task A_stream_cancelled_on_its_way()
    {
        using var cancel = new CancellationTokenSource();
        var content = "";
        var reading = async () =>
        {
            await foreach (var update in Client().CreateResponseStreamingAsync("gpt-4.1-mini!stall", Scenes.Question, cancellationToken: cancel.Token))
            {
                if (update is not StreamingResponseOutputTextDeltaUpdate delta) continue;
                content += delta.Delta;
                await cancel.CancelAsync();
            }
        };

        await reading.ShouldThrowAsync<OperationCanceledException>();
        var recorded = (await AllAsync(InteractionStatus.Cancelled, 1))[0];
        recorded.ShouldSay(new Seen { Content = content });
    }

    private async Task<IReadOnlyList<RecordedInteraction>> AllAsync(InteractionStatus status, int count)
    {
        var recorded = await stage.SessionAsync(_session, count);
        foreach (var (record, wire) in recorded.Zip(Wire.Exchanges))
        {
            record.ShouldBe(wire, "openai.responses", status);
            record.ShouldBelongTo(_session, "dotnet");
        }

        return recorded;
    }

    private static Seen SeenOf(ResponseResult answer) => new()
    {
        Model = answer.Model,
        Content = answer.GetOutputText() ?? "",
        Tools = [.. answer.OutputItems.OfType<FunctionCallResponseItem>().Select(c => new SeenTool(c.FunctionName, c.FunctionArguments.ToString(), c.CallId))],
        PromptTokens = answer.Usage.InputTokenCount,
        CompletionTokens = answer.Usage.OutputTokenCount,
    };

    private ResponsesClient Client() => new(
        new ApiKeyCredential("sk-test"),
        new ResponsesClientOptions { Endpoint = new Uri(stage.Url + "/openai/v1"), Transport = new HttpClientPipelineTransport(Wire.Http), RetryPolicy = new ClientRetryPolicy(0) });
}
