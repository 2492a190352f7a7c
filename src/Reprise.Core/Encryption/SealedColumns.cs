using Reprise.Interactions;

namespace Reprise.Encryption;

/// <summary>Which columns of an interaction and a fact are sealed, and how. Names of models, providers, tools and our own words stay plain: they are what lists and dashboards are made of.</summary>
internal sealed class SealedColumns(ISealer sealer)
{
    public Interaction Seal(Interaction plain)
    {
        var project = plain.Project;
        return plain with
        {
            UserId = Equal(project, "user", plain.UserId),
            SessionId = Equal(project, "session", plain.SessionId),
            TraceId = Equal(project, "trace", plain.TraceId),
            SpanId = Equal(project, "span", plain.SpanId),
            ParentId = Equal(project, "parent", plain.ParentId),
            PromptType = Equal(project, "prompt_type", plain.PromptType),
            Tags = plain.Tags.Count == 0 ? plain.Tags : [.. plain.Tags.Select(tag => Equal(project, "tag", tag)!)],
            IpAddress = Equal(project, "ip", plain.IpAddress),
            Replay = plain.Replay is { Run: { } run } replay ? replay with { Run = Equal(project, "replay_run", run) } : plain.Replay,
            PromptTemplate = Equal(project, "prompt_template", plain.PromptTemplate),
            PromptHash = Equal(project, "prompt_hash", plain.PromptHash),
            InputHash = Equal(project, "input_hash", plain.InputHash),
            Operation = Equal(project, "operation", plain.Operation),
            ErrorMessage = Text(project, "error_message", plain.ErrorMessage),
            RecordError = Equal(project, "record_error", plain.RecordError),
            PromptPreview = Text(project, "prompt_preview", plain.PromptPreview),
            ContentPreview = Text(project, "content_preview", plain.ContentPreview),
            Query = Text(project, "query", plain.Query),
            RequestHeaders = Headers(plain.RequestHeaders, value => Text(project, "request_header", value)),
            Metadata = SealedMetadata.Seal(sealer, project, plain.Metadata),
            FileMetadata = SealedMetadata.SealValue(sealer, project, "file_metadata", plain.FileMetadata),
            Privacy = Places(plain.Privacy, place => Text(project, "redaction", place)),
        };
    }

    public Interaction Open(Interaction kept)
    {
        var project = kept.Project;
        return kept with
        {
            UserId = Opened(project, "user", kept.UserId),
            SessionId = Opened(project, "session", kept.SessionId),
            TraceId = Opened(project, "trace", kept.TraceId),
            SpanId = Opened(project, "span", kept.SpanId),
            ParentId = Opened(project, "parent", kept.ParentId),
            PromptType = Opened(project, "prompt_type", kept.PromptType),
            Tags = kept.Tags.Count == 0 ? kept.Tags : [.. kept.Tags.Select(tag => Opened(project, "tag", tag)!)],
            IpAddress = Opened(project, "ip", kept.IpAddress),
            Replay = kept.Replay is { Run: { } run } replay ? replay with { Run = Opened(project, "replay_run", run) } : kept.Replay,
            PromptTemplate = Opened(project, "prompt_template", kept.PromptTemplate),
            PromptHash = Opened(project, "prompt_hash", kept.PromptHash),
            InputHash = Opened(project, "input_hash", kept.InputHash),
            Operation = Opened(project, "operation", kept.Operation),
            ErrorMessage = Opened(project, "error_message", kept.ErrorMessage),
            RecordError = Opened(project, "record_error", kept.RecordError),
            PromptPreview = Opened(project, "prompt_preview", kept.PromptPreview),
            ContentPreview = Opened(project, "content_preview", kept.ContentPreview),
            Query = Opened(project, "query", kept.Query),
            RequestHeaders = Headers(kept.RequestHeaders, value => Opened(project, "request_header", value)),
            Metadata = SealedMetadata.Open(sealer, project, kept.Metadata),
            FileMetadata = SealedMetadata.OpenValue(sealer, project, "file_metadata", kept.FileMetadata),
            Privacy = Places(kept.Privacy, place => Opened(project, "redaction", place)),
        };
    }

    /// <summary>Names of labels are asked for, so they are sealed the same each time; names of measures are ours and stay.</summary>
    public Fact Seal(Fact plain) => plain with
    {
        Name = plain.Kind is FactKind.Label ? Equal(plain.Project, SealedFields.LabelName, plain.Name) : plain.Name,
        Text = plain.Kind is FactKind.Label ? Equal(plain.Project, SealedFields.LabelValue, plain.Text) : Text(plain.Project, "fact", plain.Text),
        Author = Text(plain.Project, "author", plain.Author),
    };

    public Fact Open(Fact kept) => kept with
    {
        Name = kept.Kind is FactKind.Label ? Opened(kept.Project, SealedFields.LabelName, kept.Name) : kept.Name,
        Text = Opened(kept.Project, kept.Kind is FactKind.Label ? SealedFields.LabelValue : "fact", kept.Text),
        Author = Opened(kept.Project, "author", kept.Author),
    };

    public IReadOnlyList<Fact> Open(IReadOnlyList<Fact> facts) => facts.Count == 0 ? facts : [.. facts.Select(Open)];

    public static KeyValuePair<string, string>[] Headers(IReadOnlyList<KeyValuePair<string, string>> headers, Func<string, string?> change) =>
        headers.Count == 0 ? [] : [.. headers.Select(header => KeyValuePair.Create(header.Key, change(header.Value)!))];

    private static PrivacyNote? Places(PrivacyNote? note, Func<string, string?> change) =>
        note is null or { Redactions.Count: 0 } ? note : note with { Redactions = [.. note.Redactions.Select(redaction => redaction with { Place = change(redaction.Place)! })] };

    private string? Equal(string project, string place, string? text) => SealedText.SealEqual(sealer, project, place, text);

    private string? Text(string project, string place, string? text) => SealedText.Seal(sealer, project, place, text);

    private string? Opened(string project, string place, string? text) => SealedText.Open(sealer, project, place, text);
}
