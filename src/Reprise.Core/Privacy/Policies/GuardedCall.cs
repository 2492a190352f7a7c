using Reprise.Interactions;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>What the guard has done for one call so far, so that nothing is done twice.</summary>
internal sealed class GuardedCall(PolicyInForce policy)
{
    private ShapedBody? _request;
    private ShapedBody? _response;

    public PolicyInForce Policy => policy;

    /// <summary>The request, when its work was given out ahead of the answer.</summary>
    public ShapedBody? Prepared { get; init; }
    public RedactionNotes? ColumnNotes { get; set; }

    /// <summary>Whether labels and headers are done.</summary>
    public bool HasColumns;

    public (Body? Body, RedactionNotes Notes) Request(Body? body)
    {
        if (Prepared?.IsOf(body) == true) _request = Prepared;
        return Shaped(ref _request, body, BodySide.Request);
    }

    public (Body? Body, RedactionNotes Notes) Response(Body? body) => Shaped(ref _response, body, BodySide.Response);

    private (Body? Body, RedactionNotes Notes) Shaped(ref ShapedBody? known, Body? body, BodySide side)
    {
        if (body is null) return (null, new RedactionNotes());
        if (known?.IsOf(body) != true) known = new ShapedBody(policy, body, side);
        return known.Result;
    }
}

/// <summary>A body as the policy leaves it; made once, by whoever comes first.</summary>
internal sealed class ShapedBody(PolicyInForce policy, Body body, BodySide side)
{
    private readonly Lock _lock = new();
    private (Body? Body, RedactionNotes Notes)? _result;

    public (Body? Body, RedactionNotes Notes) Result
    {
        get
        {
            lock (_lock)
            {
                if (_result is { } done) return done;
                var notes = new RedactionNotes();
                var shaped = policy.Body.Redact(body, side, notes);
                _result = (shaped, notes);
                return (shaped, notes);
            }
        }
    }

    public void Run() => _ = Result;

    /// <summary>Whether it was made of this body: a buffer that only grows holds the same as long as it has the same length.</summary>
    public bool IsOf(Body? other) => other is not null && other.Bytes.Length == body.Bytes.Length && other.ContentType == body.ContentType && other.ContentEncoding == body.ContentEncoding && other.Chunks.Count == body.Chunks.Count;
}
