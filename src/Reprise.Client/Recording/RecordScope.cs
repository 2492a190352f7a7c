namespace Reprise.Client.Recording;

/// <summary>
/// What holds for everything recorded while it is open, on this logical thread: whose session it is, and which call made which. Records that say the same
/// themselves keep what they say.
/// </summary>
/// <remarks>Trace and span come from the current <see cref="System.Diagnostics.Activity"/> where there is one and the scope names none.</remarks>
public sealed class RecordScope : IDisposable
{
    private static readonly AsyncLocal<RecordScope?> s_current = new();
    private readonly RecordScope? _outer;

    private RecordScope(RecordScope? outer) => _outer = outer;

    /// <summary>The innermost open scope; null when there is none.</summary>
    public static RecordScope? Current => s_current.Value;

    public string? SessionId { get; private init; }
    public string? UserId { get; private init; }
    public string? TraceId { get; private init; }

    /// <summary>The span that is open: what is recorded inside has it as its parent.</summary>
    public string? SpanId { get; private init; }
    public string? PromptType { get; private init; }
    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary>Opens a scope inside the current one; what is null is taken from there, tags are added. Dispose it to go back.</summary>
    public static RecordScope Begin(string? sessionId = null, string? userId = null, string? traceId = null, string? spanId = null, string? promptType = null, IReadOnlyList<string>? tags = null)
    {
        var outer = s_current.Value;
        var scope = new RecordScope(outer)
        {
            SessionId = sessionId ?? outer?.SessionId, UserId = userId ?? outer?.UserId, TraceId = traceId ?? outer?.TraceId, SpanId = spanId ?? outer?.SpanId,
            PromptType = promptType ?? outer?.PromptType, Tags = tags is null ? outer?.Tags ?? [] : [.. outer?.Tags ?? [], .. tags],
        };
        s_current.Value = scope;
        return scope;
    }

    public void Dispose()
    {
        if (ReferenceEquals(s_current.Value, this)) s_current.Value = _outer;
    }
}
