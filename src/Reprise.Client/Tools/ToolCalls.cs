using System.Text.Json;
using Reprise.Cache.Tools;
using Reprise.Client.AI;
using Reprise.Client.Documents;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.Tools;

/// <summary>One way for all tools to be called: looked up where the policy allows, else called within the scope of the call, and on record either way.</summary>
internal sealed class ToolCalls(IRecorder recorder, RepriseClient? client, TimeProvider time)
{
    public TimeProvider Time => time;

    public IRecorder Recorder => recorder;

    public async Task<ToolResult> CallAsync(ToolCall tool, CancellationToken cancellationToken)
    {
        var call = CallRecord.Begin(recorder, time, InteractionKind.Tool, tool.Id);
        call.Request = tool.Request;
        if (tool.Metadata.Count > 0) call.AddMetadata(tool.Metadata);
        try
        {
            if (await FindAsync(call, tool, cancellationToken).ConfigureAwait(false) is { } known) return known;
            ToolAnswer answer;
            using (call.Open()) answer = await tool.Call(call, cancellationToken).ConfigureAwait(false);
            call.Response = new ResponseDocument { Content = answer.Kept ?? answer.Content };
            if (answer.KeepOut is { } reason) call.KeepOut(reason);
            call.Complete(answer.Status, answer.ErrorCode, answer.ErrorMessage);
            if (answer.Status == InteractionStatus.Cancelled) cancellationToken.ThrowIfCancellationRequested();
            return new ToolResult { Content = answer.Content, IsSuccess = answer.Status == InteractionStatus.Success, InteractionId = call.InteractionId.ToString() };
        }
        catch (Exception e)
        {
            call.Fail(e, cancellationToken);
            throw;
        }
    }

    private async Task<ToolResult?> FindAsync(CallRecord call, ToolCall tool, CancellationToken cancellationToken)
    {
        if (client is null || tool.Policy is not { } policy) return null;
        if (tool.Bypass is { } reason)
        {
            call.Bypass(reason);
            return null;
        }

        if (tool.Inputs.Count > 0) call.AddMetadata([new(DeclaredInputs.MetadataName, JsonValues.Object(tool.Inputs.Select(static input => KeyValuePair.Create(input.Key, (object?)input.Value))))]);
        var output = await AnswerLookup.FindAsync(call, client, new CachedResultRequest
        {
            ToolId = tool.Id,
            Input = JsonSerializer.SerializeToElement(tool.Request, DocumentJson.Relaxed.RequestDocument),
            SimilarityThreshold = policy.Similarity,
            MaxAgeHours = policy.MaxAge.TotalHours,
            MinQuality = policy.MinQuality,
            Inputs = tool.Inputs,
        }, policy.Patience, cancellationToken).ConfigureAwait(false);
        var content = output is { } body ? ContentOf(body) : null;
        if (content is not null && tool.Restore is { } restore) content = await restore(content, cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            // An answer of another shape than ours is none.
            call.Cache = null;
            return null;
        }

        call.Response = new ResponseDocument { Content = content };
        call.Complete();
        return new ToolResult
        {
            Content = content, IsCached = true, Similarity = call.Cache!.Similarity, SourceInteractionId = call.Cache.SourceInteractionId, InteractionId = call.InteractionId.ToString(),
        };
    }

    /// <summary>As it was recorded here, or as others log it: a text or any JSON.</summary>
    private static string? ContentOf(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.String => body.GetString(),
        JsonValueKind.Object when body.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => body.GetRawText(),
    };
}

/// <summary>One call of a tool that is about to be made.</summary>
internal sealed record ToolCall
{
    public required string Id { get; init; }
    public required RequestDocument Request { get; init; }
    public ToolCachePolicy? Policy { get; init; }

    /// <summary>What else the answer depends on: names and content hashes.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<KeyValuePair<string, object?>> Metadata { get; init; } = [];

    /// <summary>Why no answer on record may be used; null when one may.</summary>
    public string? Bypass { get; init; }

    public required Func<CallRecord, CancellationToken, Task<ToolAnswer>> Call { get; init; }

    /// <summary>Makes of what is on record what the caller gets; null when it cannot be used.</summary>
    public Func<string, CancellationToken, Task<string?>>? Restore { get; init; }
}

/// <summary>What a tool answered when it was called.</summary>
/// <param name="Content">For the caller.</param>
internal sealed record ToolAnswer(string Content)
{
    /// <summary>For the record, where that is more than the caller gets; null for the same.</summary>
    public string? Kept { get; init; }
    public InteractionStatus Status { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>Why the answer must not be given again; null when it may.</summary>
    public string? KeepOut { get; init; }
}
