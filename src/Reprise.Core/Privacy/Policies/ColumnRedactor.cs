using Reprise.Capture;
using Reprise.Privacy.Redaction;
using Reprise.Privacy.Redaction.Bodies;

namespace Reprise.Privacy.Policies;

/// <summary>Applies a policy to what stands beside the bodies: paths, queries, headers, labels.</summary>
internal sealed class ColumnRedactor(PolicyInForce policy, RedactionNotes notes)
{
    private readonly TextLook _look = new(policy.Text);

    /// <summary>Shapes the columns of a call, once; what comes with the answer each time.</summary>
    public static void Shape(CapturedCall call, PolicyInForce policy, RedactionNotes notes, ref bool isDone)
    {
        if (isDone) return;
        var columns = new ColumnRedactor(policy, notes);
        call.Labels = columns.Of(call.Labels);
        call.Path = columns.Path(call.Path, "operation");
        call.Query = columns.Query(call.Query) ?? "";
        call.RequestHeaders = columns.Headers(call.RequestHeaders);
        call.ResponseHeaders = columns.Headers(call.ResponseHeaders);
        isDone = true;
    }

    public CallLabels Of(CallLabels labels) => labels with
    {
        UserId = User(labels.UserId),
        SessionId = Text(labels.SessionId, "session_id"),
        TraceId = Text(labels.TraceId, "trace_id"),
        SpanId = Text(labels.SpanId, "span_id"),
        ParentId = Text(labels.ParentId, "parent_id"),
        PromptType = Text(labels.PromptType, "prompt_type"),
        PromptTemplate = Text(labels.PromptTemplate, "prompt_template"),
        Tags = Tags(labels.Tags),
        Metadata = Json(labels.Metadata, "metadata"),
        IpAddress = Address(labels.IpAddress),
        RecordError = Text(labels.RecordError, "record_error"),
    };

    public string? User(string? user)
    {
        if (user is null) return null;
        if (!policy.Policy.HashUsers) return Text(user, "user_id");
        var kept = policy.UserOf(user);
        notes.IsShaped |= kept != user;
        return kept;
    }

    public string? Address(string? address)
    {
        var kept = policy.AddressOf(address);
        notes.IsShaped |= kept != address;
        return kept;
    }

    public IReadOnlyList<string> Tags(IReadOnlyList<string> tags) => tags.Count == 0 ? tags : [.. tags.Select(tag => Text(tag, "tags")!).Where(static tag => tag.Length > 0)];

    public string? Text(string? text, string place)
    {
        if (string.IsNullOrEmpty(text)) return text;
        var edits = new List<TextEdit>();
        policy.Text.Find(text, default, edits);
        return Applied(text, edits, place);
    }

    /// <summary>A JSON text, each of its strings looked at with its name.</summary>
    public string? Json(string? json, string place)
    {
        if (string.IsNullOrEmpty(json)) return json;
        var edits = new List<TextEdit>();
        _look.Find(json, default, edits);
        return Applied(json, edits, place);
    }

    public string Path(string path, string place) => path.Length == 0 || !policy.Text.LooksForAnything ? path : string.Join('/', path.Split('/').Select(part => Escaped(part, place)));

    /// <summary>A query string with its question mark; names stay.</summary>
    public string? Query(string? query)
    {
        if (query is not { Length: > 1 } || !policy.Text.LooksForAnything) return query;
        return "?" + string.Join('&', query[1..].Split('&').Select(parameter =>
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? Escaped(parameter, "query") : parameter[..(equals + 1)] + Escaped(parameter[(equals + 1)..], "query", Uri.UnescapeDataString(parameter[..equals]));
        }));
    }

    /// <summary>Values of headers; those of ours are none of the caller's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (headers.Count == 0 || !policy.Text.LooksForAnything) return headers;
        return [.. headers.Select(header => header.Key.StartsWith("reprise-", StringComparison.OrdinalIgnoreCase) ? header : KeyValuePair.Create(header.Key, Text(header.Value, "headers")!))];
    }

    /// <summary>A part of an address, as it is escaped there.</summary>
    private string Escaped(string part, string place, string name = "")
    {
        if (part.Length < TextRedactor.ShortestText) return part;
        var plain = Uri.UnescapeDataString(part);
        var edits = new List<TextEdit>();
        _look.Find(plain, name, edits);
        return edits.Count == 0 ? part : Uri.EscapeDataString(Applied(plain, edits, place));
    }

    private string Applied(string text, List<TextEdit> edits, string place)
    {
        if (edits.Count == 0) return text;
        var moved = 0;
        foreach (var edit in edits)
        {
            notes.Add(edit.Type, place, edit.Start + moved, edit.Replacement.Length);
            moved += edit.Replacement.Length - edit.Length;
        }

        return BodyLines.Applied(text, edits);
    }
}
