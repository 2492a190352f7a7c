using System.Text;
using System.Text.Json;
using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Wire;

namespace Reprise.Server.Cache.Api;

/// <summary>Reads the key of what is to be explained.</summary>
internal sealed class ExplainedRequests(CachePolicies policies, InteractionReads reads, CacheIndex index)
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ExplainedCaller s_nobody = new(new ExplainDocument());

    public async Task<ExplainedRequest> ReadAsync(string project, ExplainDocument request, CancellationToken cancellationToken)
    {
        var given = new object?[] { Given(request.InteractionId), request.Request, request.Text, Given(request.ToolId) }.Count(static part => part is not null);
        if (given != 1) throw ApiProblem.InvalidParameter("interaction_id", "Say what to explain with one of interaction_id, request, text, or tool_id with input.");
        var caller = new ExplainedCaller(request);
        if (Given(request.InteractionId) is { } id)
        {
            var record = await reads.RecordAsync(project, id, cancellationToken);
            var under = Policy(project, request.Policy ?? record.Interaction.Cache?.Policy);
            return new ExplainedRequest(Of(record, under, caller), under, caller.Wish.MaxAge, record.Interaction.Id);
        }

        if (Given(request.ToolId) is { } tool)
        {
            if (request.Input is not { ValueKind: not JsonValueKind.Null } input) throw ApiProblem.InvalidParameter("input", "Say what the tool would be given: a text or any JSON.");
            var under = Policy(project, request.Policy ?? CachePresets.ToolsName);
            return new ExplainedRequest(ToolKeys.Key(project, tool, ToolInput.Of(input), caller.Inputs, under), under, caller.Wish.MaxAge, null);
        }

        var policy = Policy(project, request.Policy ?? caller.Wish.Policy);
        var body = request.Request is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : Chat(request.Text!, request.Model);
        var (provider, path) = (Given(request.Provider) ?? "openai", Given(request.Path) ?? "/v1/chat/completions");
        var wire = new WireRequest("POST", path, body, "application/json");
        var dialect = DialectCatalog.Find(null, provider, "POST", path, body);
        return new ExplainedRequest(Key(project, provider, dialect, wire, policy, caller), policy, caller.Wish.MaxAge, null);
    }

    /// <summary>The key of a recorded call: where it took part, the key it had; else as far as the record tells it.</summary>
    public CacheKey Of(RecordedInteraction record, PolicyInForce policy) => Of(record, policy, s_nobody);

    private CacheKey Of(RecordedInteraction record, PolicyInForce policy, ExplainedCaller caller)
    {
        var call = record.Interaction;
        if (record.Request is null || DecodedBody.Find(record.Request) is not { } body) return new CacheKey { Refusal = CacheReasons.NotReadable };
        if (policy.Policy.Name == CachePresets.ToolsName && call.Name is { } tool && ToolInput.Of(body) is { } input)
            return ToolKeys.Key(call.Project, tool, input, caller.Inputs ?? (call.Metadata is { } metadata ? DeclaredInputs.Read(metadata) : null), policy);
        var operation = (call.Operation ?? "POST").Split(' ', 2);
        var wire = new WireRequest(operation[0], operation.Length > 1 ? operation[1] : "", body, record.Request.ContentType);
        var labels = new CallLabels { UserId = call.UserId, SessionId = call.SessionId };
        var key = Key(call.Project, call.Provider ?? "", DialectCatalog.OfRecord(call.Dialect), wire, policy, caller, labels);
        if (call.Cache?.Policy != policy.Policy.Name) return key;
        // The recorded one knows headers, query and owner. A hit does not tell its own, and the answer it was given lies under it.
        var refusal = key.Refusal == CacheReasons.NoOwner ? null : key.Refusal;
        if (CacheHeaders.TryReadKey(record.ResponseHeaders, out var recorded)) return key with { Refusal = refusal, Partition = recorded.Partition, Exact = recorded.Exact };
        if (EntryOf(call) is not { } entry) return key;
        return key with { Refusal = refusal, Partition = entry.Partition, Exact = call.Cache.Status == CacheHeaders.Hit ? entry.Exact : key.Exact };
    }

    /// <summary>The entry whose answer a call was given; null for none, or when it is gone.</summary>
    private CacheEntry? EntryOf(Interaction call) =>
        call.Cache?.SourceInteractionId is { } source ? index.Entries.FindBySource(call.Project, source).FirstOrDefault(entry => entry.Policy == call.Cache.Policy) : null;

    private static CacheKey Key(
        string project, string provider, IDialect dialect, in WireRequest wire, PolicyInForce policy, ExplainedCaller caller, CallLabels? recorded = null)
    {
        var owner = caller.Owner(policy.Policy, dialect, wire, recorded);
        var scope = new CacheScope(project, policy.Policy.Name, policy.Generation, owner ?? "", caller.Inputs ?? []);
        var key = CacheKeyReader.Read(new CacheRequest(provider, dialect, wire, caller.Query, caller.Telling(dialect, wire)), scope, policy.Policy);
        // As the gateway has it: first what its headers say, then whose it is, then what it asks.
        var refusal = caller.Wish.IsUnusable ? CacheReasons.NotReadable : caller.Wish.NoStore ? CacheReasons.NoStore : owner is null ? CacheReasons.NoOwner : key.Refusal;
        return key with { Refusal = refusal };
    }

    private PolicyInForce Policy(string project, string? name) => PolicyEndpoints.Known(policies, project, Given(name) ?? policies.UseOf(project).Policy);

    private static byte[] Chat(string text, string? model)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_plain))
        {
            writer.WriteStartObject();
            if (model is not null) writer.WriteString("model", model);
            writer.WriteStartArray("messages");
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("content", text);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>What is explained.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Policy">The policy it is under.</param>
/// <param name="MaxAge">Older answers are not wanted.</param>
/// <param name="Self">The interaction it is of, if it is one's.</param>
internal sealed record ExplainedRequest(CacheKey Key, PolicyInForce Policy, TimeSpan? MaxAge, InteractionId? Self);
