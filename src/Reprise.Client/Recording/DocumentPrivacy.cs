using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using RedactedSide = Reprise.Privacy.Redaction.BodySide;

namespace Reprise.Client.Recording;

/// <summary>Follows a privacy policy for records before they leave the process. Runs in the background; a record it cannot follow the policy for loses its contents.</summary>
internal sealed class DocumentPrivacy
{
    private const int ShortestKey = 16;
    private readonly PolicyInForce _policy;

    public DocumentPrivacy(PrivacyPolicy policy, ReadOnlyMemory<byte> key, string project)
    {
        var secrets = new GivenSecret(key);
        _policy = new PolicyInForce(project, policy, FrozenSet<string>.Empty, isSet: true, Detector.BuiltIn, secrets, new UserPseudonyms(secrets));
        IsIdle = _policy is { ShapesBodies: false, ShapesColumns: false };
    }

    /// <summary>Whether every record stays as it is.</summary>
    public bool IsIdle { get; }

    /// <summary>Why a policy cannot be followed here.</summary>
    public static IEnumerable<string> Mistakes(PrivacyPolicy policy, ReadOnlyMemory<byte> key)
    {
        foreach (var (member, mistake) in policy.Mistakes()) yield return $"Privacy: {member} {mistake}";
        if (policy.ConsentRequired) yield return "Privacy: consent is asked for by the server, not here";
        if (new[] { policy.Input, policy.Output, policy.System, policy.Tools }.Contains(ContentRule.Restrict)) yield return "Privacy: 'restrict' can be followed by the server alone; here it is 'capture' or 'drop'";
        if (policy.Sample < 1) yield return "Privacy: the share of sessions is said by Sample";
        var needsKey = policy.HashUsers || policy.Ip == AddressRule.Hash || (policy.Redact is { } redact && redact.Values.Any(static mode => mode is RedactionMode.Pseudonym or RedactionMode.FormatPreserving));
        if (needsKey && key.Length < ShortestKey) yield return $"PrivacyKey has {ShortestKey} bytes at least where pseudonyms or hashes are made";
    }

    public InteractionDocument Apply(InteractionDocument record)
    {
        if (IsIdle) return record;
        var notes = new RedactionNotes();
        var columns = new ColumnRedactor(_policy, notes);
        var policy = _policy.Policy;
        var shaped = Columns(record, columns);
        if (policy.MetadataOnly)
        {
            if (record.Request is not null || record.Response is not null || record.Bodies is not null) notes.Drop(ClassWords.Bodies);
            shaped = shaped with { Request = null, Response = null, Bodies = null, InputHash = null, PromptHash = null };
        }
        else
        {
            shaped = shaped with
            {
                Request = Request(record.Request, columns, notes), Response = Response(record.Response, columns, notes), Bodies = Bodies(record.Bodies, notes),
                PromptHash = policy.Input == ContentRule.Drop ? null : record.PromptHash, InputHash = policy.Input == ContentRule.Drop ? null : record.InputHash,
            };
        }

        if (PolicyMarks.ToNote(policy, notes) is not { } note) return shaped;
        if (notes.Fault is { } fault) shaped = shaped with { RecordError = shaped.RecordError is { } error ? $"{error}; {fault}" : fault };
        // A hash of what was taken out would tell who guesses right.
        return shaped with { Privacy = Note(record.Privacy, note), InputHash = note.Counts.Count > 0 ? null : shaped.InputHash, PromptHash = note.Counts.Count > 0 ? null : shaped.PromptHash };
    }

    private static InteractionDocument Columns(InteractionDocument record, ColumnRedactor columns) => record with
    {
        Name = columns.Text(record.Name, "name"), Operation = record.Operation is { } operation ? columns.Path(operation, "operation") : null,
        ErrorMessage = columns.Text(record.ErrorMessage, "error_message"), UserId = columns.User(record.UserId), SessionId = columns.Text(record.SessionId, "session_id"),
        TraceId = columns.Text(record.TraceId, "trace_id"), SpanId = columns.Text(record.SpanId, "span_id"), ParentId = columns.Text(record.ParentId, "parent_id"),
        PromptType = columns.Text(record.PromptType, "prompt_type"), Tags = record.Tags is { } tags ? columns.Tags(tags) : null, Metadata = Json(record.Metadata, "metadata", columns),
        FileMetadata = Json(record.FileMetadata, "file_metadata", columns), IpAddress = columns.Address(record.IpAddress), RecordError = columns.Text(record.RecordError, "record_error"),
        Labels = Texts(record.Labels, "labels", columns), Evaluation = record.Evaluation is { } e ? e with { FlagReason = columns.Text(e.FlagReason, "evaluation") } : null,
        Feedback = record.Feedback is { } f ? f with { Comment = columns.Text(f.Comment, "feedback"), Author = columns.Text(f.Author, "author") } : null,
        Facts = record.Facts is { } facts ? [.. facts.Select(fact => fact with { Text = columns.Json(fact.Text, "text"), Author = columns.Text(fact.Author, "author"), Name = columns.Text(fact.Name, "name") })] : null,
    };

    private RequestDocument? Request(RequestDocument? request, ColumnRedactor columns, RedactionNotes notes) => request is null ? null : request with
    {
        Prompt = Text(request.Prompt, ContentClass.Input, "request/prompt", columns, notes),
        SystemPrompt = Text(request.SystemPrompt, ContentClass.System, "request/system_prompt", columns, notes),
        Messages = request.Messages is { } messages ? [.. messages.Select((message, at) => Message(message, $"request/messages/{at}", columns, notes))] : null,
        Context = request.Context is { } context
            ? [.. context.Select(one => one with { Content = Text(one.Content, ContentClass.Input, "request/context", columns, notes), Source = columns.Text(one.Source, "request/context"), Metadata = Json(one.Metadata, "request/context", columns) })]
            : null,
        Tools = Of(request.Tools, ContentClass.Tools, "request/tools", columns, notes), Parameters = Json(request.Parameters, "request/parameters", columns),
        Query = columns.Query(request.Query), Headers = Texts(request.Headers, "headers", columns),
    };

    private MessageDocument Message(MessageDocument message, string place, ColumnRedactor columns, RedactionNotes notes)
    {
        var content = message.Role switch
        {
            "system" or "developer" => ContentClass.System,
            "assistant" => ContentClass.Output,
            "tool" or "function" => ContentClass.Tools,
            _ => ContentClass.Input,
        };
        return message with
        {
            Content = Text(message.Content, content, place, columns, notes), Reasoning = Text(message.Reasoning, ContentClass.Output, place, columns, notes), Name = columns.Text(message.Name, place),
            ToolCalls = Calls(message.ToolCalls, place, columns, notes),
        };
    }

    private ResponseDocument? Response(ResponseDocument? response, ColumnRedactor columns, RedactionNotes notes) => response is null ? null : response with
    {
        Content = Text(response.Content, ContentClass.Output, "response/content", columns, notes), Refusal = Text(response.Refusal, ContentClass.Output, "response/refusal", columns, notes),
        Reasoning = Text(response.Reasoning, ContentClass.Output, "response/reasoning", columns, notes), ToolCalls = Calls(response.ToolCalls, "response/tool_calls", columns, notes),
    };

    private IReadOnlyList<ToolCallDocument>? Calls(IReadOnlyList<ToolCallDocument>? calls, string place, ColumnRedactor columns, RedactionNotes notes) =>
        calls is null ? null : [.. calls.Select(call => call with { Arguments = Of(call.Arguments, ContentClass.Tools, place, columns, notes) })];

    private BodiesDocument? Bodies(BodiesDocument? bodies, RedactionNotes notes) => bodies is null ? null : bodies with
    {
        Request = Body(bodies.Request, RedactedSide.Request, notes), Response = Body(bodies.Response, RedactedSide.Response, notes),
        ResponseHeaders = bodies.ResponseHeaders is { } headers && _policy.Text.LooksForAnything
            ? [.. headers.Select(header => header is [var name, var value] ? (string[])[name, _policy.Text.Redact(value).Text] : []).Where(static header => header.Length > 0)]
            : bodies.ResponseHeaders,
    };

    private BodyDocument? Body(BodyDocument? body, RedactedSide side, RedactionNotes notes)
    {
        if (body is null) return null;
        var bytes = body.Text is { } text ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(body.Base64 ?? "");
        var whole = new Body { Bytes = bytes, ContentType = body.ContentType, ContentEncoding = body.ContentEncoding };
        if (_policy.Body.Redact(whole, side, notes) is not { } kept) return null;
        if (ReferenceEquals(kept, whole)) return body;
        // The pieces of the stream no longer fit.
        var isText = System.Text.Unicode.Utf8.IsValid(kept.Bytes.Span);
        return body with
        {
            Text = isText ? Encoding.UTF8.GetString(kept.Bytes.Span) : null, Base64 = isText ? null : Convert.ToBase64String(kept.Bytes.Span), ContentEncoding = kept.ContentEncoding, Chunks = null,
        };
    }

    private string? Text(string? text, ContentClass content, string place, ColumnRedactor columns, RedactionNotes notes)
    {
        if (string.IsNullOrEmpty(text)) return text;
        if (RuleOf(content) != ContentRule.Drop) return columns.Json(text, place);
        notes.Drop(ClassWords.Of(content));
        return null;
    }

    private JsonElement? Of(JsonElement? json, ContentClass content, string place, ColumnRedactor columns, RedactionNotes notes)
    {
        if (json is null || RuleOf(content) != ContentRule.Drop) return Json(json, place, columns);
        notes.Drop(ClassWords.Of(content));
        return null;
    }

    private static JsonElement? Json(JsonElement? json, string place, ColumnRedactor columns)
    {
        if (json is not { ValueKind: not JsonValueKind.Undefined } value) return null;
        var text = value.GetRawText();
        if (columns.Json(text, place) is not { } kept || ReferenceEquals(kept, text)) return json;
        using var document = JsonDocument.Parse(kept);
        return document.RootElement.Clone();
    }

    private static Dictionary<string, string>? Texts(IReadOnlyDictionary<string, string>? texts, string place, ColumnRedactor columns) =>
        texts?.ToDictionary(static pair => pair.Key, pair => columns.Text(pair.Value, place)!, StringComparer.Ordinal);

    private ContentRule RuleOf(ContentClass content) => content switch
    {
        ContentClass.Input => _policy.Policy.Input,
        ContentClass.Output => _policy.Policy.Output,
        ContentClass.System => _policy.Policy.System,
        _ => _policy.Policy.Tools,
    };

    private static PrivacyDocument Note(PrivacyDocument? before, PrivacyNote note)
    {
        var counts = new SortedDictionary<string, int>(before?.Counts?.ToDictionary() ?? [], StringComparer.Ordinal);
        foreach (var (type, count) in note.Counts) counts[type] = counts.GetValueOrDefault(type) + count;
        return new PrivacyDocument
        {
            Policy = note.Policy, Counts = counts.Count == 0 ? null : counts, Redactions = before?.Redactions,
            Dropped = [.. (before?.Dropped ?? []).Union(note.Dropped, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>One secret for each purpose, made of the one that was given.</summary>
    private sealed class GivenSecret(ReadOnlyMemory<byte> key) : IProjectSecrets
    {
        public ReadOnlyMemory<byte> Of(string project, string purpose) => HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{project}\n{purpose}"));
    }
}
