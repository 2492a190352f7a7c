using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Interactions;

namespace Reprise.Client.Tools;

/// <summary>Asks a model. The call to the model is on record as a child of the tool's.</summary>
internal sealed class LlmFunction : AIFunction, IRecordedFunction
{
    private static readonly JsonElement s_schema = JsonElement.Parse("""{"type":"object","properties":{"prompt":{"type":"string","description":"What is asked."}},"required":["prompt"]}""");

    private readonly LlmTool _tool;
    private readonly ToolCalls _calls;
    private readonly IChatClient _client;
    private readonly string _model;

    public LlmFunction(LlmTool tool, ToolCalls calls)
    {
        (_tool, _calls) = (tool, calls);
        _client = tool.Client.GetService(typeof(RecordingChatClient)) is null ? tool.Client.WithReprise(calls.Recorder, new CallRecordingOptions { Time = calls.Time }) : tool.Client;
        _model = tool.Options?.ModelId ?? (tool.Client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "";
    }

    public override string Name => _tool.Id;
    public override string Description => _tool.Description;
    public override JsonElement JsonSchema => s_schema;

    public Task<ToolResult> CallAsync(string prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        List<ChatMessage> messages = _tool.SystemPrompt is { Length: > 0 } system ? [new(ChatRole.System, system), new(ChatRole.User, prompt)] : [new(ChatRole.User, prompt)];
        return _calls.CallAsync(new ToolCall
        {
            Id = _tool.Id,
            // All that the answer depends on: instructions and tools may stand in the options too.
            Request = ChatRequests.Of(messages, _tool.Options) with { Prompt = prompt, Messages = null },
            Policy = _tool.Cache,
            Bypass = _tool.Options is { RawRepresentationFactory: not null } ? "raw_request" : null,
            Inputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = _model },
            Call = async (call, token) =>
            {
                call.Model = _model.Length > 0 ? _model : null;
                var response = await _client.GetResponseAsync(messages, _tool.Options, token).ConfigureAwait(false);
                call.ResponseModel = response.ModelId;
                var isWhole = response.FinishReason is not { } reason || (reason != ChatFinishReason.Length && reason != ChatFinishReason.ContentFilter);
                return new ToolAnswer(response.Text) { KeepOut = !isWhole ? "cut_short" : response.Text.Length == 0 ? "no_content" : null, Status = InteractionStatus.Success };
            },
        }, cancellationToken);
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        (await CallAsync(JsonValues.Text(arguments.GetValueOrDefault("prompt")) ?? throw new ArgumentException("A prompt is needed.", nameof(arguments)), cancellationToken).ConfigureAwait(false)).Content;
}
