using Reprise.Interactions;

namespace Reprise.Encryption;

/// <summary>Which columns of an interaction and a fact are sealed, and how. Names of models, providers, tools and our own words stay plain: they are what lists and dashboards are made of.</summary>
internal sealed class SealedColumns(ISealer sealer)
{
    public Interaction Seal(Interaction plain) => Each(plain, Equal, Text, SealedMetadata.Seal, SealedMetadata.SealValue, sealer);

    public Interaction Open(Interaction kept) => Each(kept, Opened, Opened, SealedMetadata.Open, SealedMetadata.OpenValue, sealer);

    /// <summary>The one list of what is sealed, for both ways.</summary>
    private static Interaction Each(
        Interaction one, Func<string, string, string?, string?> equal, Func<string, string, string?, string?> text, Func<ISealer, string, string?, string?> metadata,
        Func<ISealer, string, string, string?, string?> value, ISealer sealer)
    {
        var project = one.Project;
        return one with
        {
            UserId = equal(project, "user", one.UserId),
            SessionId = equal(project, "session", one.SessionId),
            TraceId = equal(project, "trace", one.TraceId),
            SpanId = equal(project, "span", one.SpanId),
            ParentId = equal(project, "parent", one.ParentId),
            PromptType = equal(project, "prompt_type", one.PromptType),
            Tags = one.Tags.Count == 0 ? one.Tags : [.. one.Tags.Select(tag => equal(project, "tag", tag)!)],
            IpAddress = equal(project, "ip", one.IpAddress),
            Replay = one.Replay is { Run: { } run } replay ? replay with { Run = equal(project, "replay_run", run) } : one.Replay,
            PromptTemplate = equal(project, "prompt_template", one.PromptTemplate),
            PromptHash = equal(project, "prompt_hash", one.PromptHash),
            InputHash = equal(project, "input_hash", one.InputHash),
            Operation = equal(project, "operation", one.Operation),
            ErrorMessage = text(project, "error_message", one.ErrorMessage),
            RecordError = equal(project, "record_error", one.RecordError),
            PromptPreview = text(project, "prompt_preview", one.PromptPreview),
            ContentPreview = text(project, "content_preview", one.ContentPreview),
            Query = text(project, "query", one.Query),
            RequestHeaders = Headers(one.RequestHeaders, header => text(project, "request_header", header)),
            Metadata = metadata(sealer, project, one.Metadata),
            FileMetadata = value(sealer, project, "file_metadata", one.FileMetadata),
            Privacy = Places(one.Privacy, place => text(project, "redaction", place)),
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
