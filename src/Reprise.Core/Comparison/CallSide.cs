using System.Text;
using System.Text.Unicode;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Comparison;

/// <summary>One of the two calls as its dialect reads it, and how much of it is there to be compared.</summary>
internal sealed class CallSide
{
    private readonly ReadOnlyMemory<byte>? _response;

    public CallSide(RecordedInteraction record)
    {
        Interaction = record.Interaction;
        var dialect = DialectCatalog.OfRecord(Interaction.Dialect);
        if (Decode(record.Request, out _) is { } sent)
        {
            var (method, path) = HttpOperation.Of(Interaction.Operation);
            Asked = dialect.ReadRequest(new WireRequest(method, path, sent, record.Request!.ContentType), details: true);
            HasRequest = Asked.Error is null || Asked.Prompt is not null;
        }

        _response = Decode(record.Response, out var isWhole);
        if (_response is { } got) Answer = dialect.ReadResponse(new WireResponse(Interaction.HttpStatus ?? 200, got, record.Response!.ContentType));
        HasAnswer = _response is not null || Interaction is { ResponseBytes: 0, ContentPreview: null };
        HasWholeAnswer = isWhole && HasAnswer && !CutNotes.IsCut(Interaction.RecordError);
        Text = TextOf(dialect);
    }

    public Interaction Interaction { get; }
    public CallReading Asked { get; } = new();
    public AnswerReading Answer { get; } = new();

    /// <summary>False when the request was erased, omitted or cannot be read; the previews are all there is then.</summary>
    public bool HasRequest { get; }

    /// <summary>As <see cref="HasAnswer"/>, and nothing was cut off by us: nobody can say what it said else.</summary>
    public bool HasWholeAnswer { get; }

    /// <summary>Whether the answer can be read, or none came; false when it was erased, omitted or cannot be unpacked.</summary>
    public bool HasAnswer { get; }

    /// <summary>What the answer says: its text, or the refusal where that is kept apart, or the whole body of a call that is no conversation. Null when it says nothing.</summary>
    public string? Text { get; }

    public string? Model => Asked.Model ?? Interaction.Model;

    /// <summary>What was asked; what a tool was given is its prompt.</summary>
    public string Prompt => Asked.Prompt ?? (Interaction.Dialect == DialectCatalog.Reprise.Name ? Asked.Parameters : null) ?? "";

    public string? FinishReason => Interaction.FinishReason ?? Answer.FinishReason;

    public bool IsSuccess => Interaction.Status == InteractionStatus.Success;

    private string? TextOf(IDialect dialect)
    {
        if (!string.IsNullOrEmpty(Answer.Content)) return Answer.Content;
        if (!string.IsNullOrEmpty(Answer.Refusal)) return Answer.Refusal;
        if (dialect.Kind == InteractionKind.Llm || Answer.Content is not null || _response is not { Length: > 0 } bytes || !Utf8.IsValid(bytes.Span)) return Answer.Content;
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>Whether the bytes of both answers are equal; for answers in which a dialect finds nothing.</summary>
    public bool HasSameBytes(CallSide other) => (_response ?? default).Span.SequenceEqual((other._response ?? default).Span);

    private static ReadOnlyMemory<byte>? Decode(Body? body, out bool isWhole)
    {
        isWhole = true;
        if (body is null) return null;
        var bytes = DecodedBody.Find(body, out var fault);
        isWhole = bytes is not null && fault is null;
        return bytes;
    }
}
